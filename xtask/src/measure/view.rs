//! How the figures of a measure are shown: tables and charts as plain data. A measure states
//! its views beside the code that takes it, and every renderer draws them in its own way.

/// Bytes in a KiB and in a MiB, the units of most views.
pub(crate) const KIB: f64 = 1024.0;
pub(crate) const MIB: f64 = KIB * KIB;

/// A table.
pub(crate) struct Table {
    /// The name that documents ask for the table by.
    pub(crate) name: &'static str,
    /// The title; may contain the placeholders of `Report::filled`.
    pub(crate) title: &'static str,
    /// What a row and a column are.
    pub(crate) rows: Rows,
}

impl Table {
    /// Returns the values that the table shows. Those of a special table are not known here.
    pub(crate) fn values(&self) -> &[Value<'static>] {
        match &self.rows {
            Rows::Trees(values) | Rows::TreesAlone(values) => values,
            Rows::Starts(value) | Rows::Counts(value) | Rows::Utilities(value) => {
                std::slice::from_ref(value)
            }
            Rows::Special => &[],
        }
    }
}

impl Chart {
    /// Returns the values that the chart shows. Those of a special chart are not known here.
    #[cfg(test)]
    pub(crate) fn values(&self) -> &[Value<'static>] {
        match &self.form {
            Form::Stacked(values) | Form::Beside(values) => values,
            Form::Counts(value) => std::slice::from_ref(value),
            Form::Special => &[],
        }
    }
}

/// What the rows and columns of a table are.
pub(crate) enum Rows {
    /// A row per tree, with the ratio to the baseline beside each figure.
    Trees(&'static [Value<'static>]),
    /// A row per tree, without ratios.
    TreesAlone(&'static [Value<'static>]),
    /// A row per tree, and a column per utility whose start is timed.
    Starts(Value<'static>),
    /// A row per tree, and a column per number of installed utilities.
    Counts(Value<'static>),
    /// A row per utility, and a column per tree.
    Utilities(Value<'static>),
    /// Made by a function of its own, which `render::special` finds by the table's name.
    Special,
}

/// A chart.
pub(crate) struct Chart {
    /// The name of its file, and of its place on the page.
    pub(crate) name: &'static str,
    /// The caption; may contain the placeholders of `Report::filled`.
    pub(crate) caption: &'static str,
    /// The unit beside the scale.
    pub(crate) unit: &'static str,
    /// What is drawn.
    pub(crate) form: Form,
}

/// What a chart draws.
pub(crate) enum Form {
    /// A bar per tree, made of parts. Trees that lack a part are left out.
    Stacked(&'static [Value<'static>]),
    /// Several bars per tree. Trees without any of them are left out.
    Beside(&'static [Value<'static>]),
    /// A line per tree over the number of installed utilities.
    Counts(Value<'static>),
    /// Drawn by a function of its own, which `render::special` finds by the chart's name.
    Special,
}

/// A figure in a view: where it comes from, and how it is written.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    /// The heading of its column or the name of its part; may contain placeholders.
    pub(crate) heading: &'a str,
    /// What the statistic means, if the heading does not say it.
    pub(crate) about: &'a str,
    /// The measure of its records.
    pub(crate) measure: &'a str,
    /// The statistic of its records.
    pub(crate) statistic: &'a str,
    /// What the figure is about.
    pub(crate) of: Of<'a>,
    /// How many of the measured units are one shown unit.
    pub(crate) unit: f64,
    /// Digits behind the decimal point.
    pub(crate) decimals: usize,
}

/// What a figure is about.
#[derive(Clone, Copy)]
pub(crate) enum Of<'a> {
    /// A whole tree.
    Tree,
    /// A whole tree, divided by the number of its utilities.
    EachUtility,
    /// The mean over the utilities whose start is timed.
    MeanStart,
    /// One utility.
    Utility(&'a str),
}

impl<'a> Value<'a> {
    /// Makes a value about a whole tree, in the unit in which it is measured.
    pub(crate) const fn new(heading: &'a str, measure: &'a str, statistic: &'a str) -> Self {
        Self {
            heading,
            about: "",
            measure,
            statistic,
            of: Of::Tree,
            unit: 1.0,
            decimals: 0,
        }
    }

    /// Says what the statistic means.
    pub(crate) const fn about(self, about: &'a str) -> Self {
        Self { about, ..self }
    }

    /// Shows the figure in another unit.
    pub(crate) const fn per(self, unit: f64) -> Self {
        Self { unit, ..self }
    }

    /// Shows the figure with decimals.
    pub(crate) const fn decimals(self, decimals: usize) -> Self {
        Self { decimals, ..self }
    }

    /// Says what the figure is about.
    pub(crate) const fn of(self, of: Of<'a>) -> Self {
        Self { of, ..self }
    }
}
