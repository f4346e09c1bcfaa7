//! The report as JSON: facts, and flat records, one per line. The names of measures end in the
//! unit.

use anyhow::Result;

use super::report::Report;

/// Renders the report as one object, followed by a newline.
pub(crate) fn render(report: &Report) -> Result<String> {
    closed_set::report::json(report)
}

/// Reads a report. The text is leaked, since the names in records are `&'static str`.
///
/// # Errors
/// The text is not a report.
pub(crate) fn read(text: String) -> Result<Report> {
    Ok(serde_json::from_str(text.leak())?)
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn records_are_flat_and_one_per_line() {
        let text = render(&example::report()).unwrap();
        let value: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(value["baseline"], "gnu");
        assert_eq!(value["machine"]["processor"], "a & b");
        let records = value["records"].as_array().unwrap();
        for record in records {
            assert!(
                record
                    .as_object()
                    .unwrap()
                    .values()
                    .all(|field| field.is_string() || field.is_number())
            );
        }
        let lines = text.lines().filter(|line| line.contains("\"measure\""));
        assert_eq!(lines.count(), records.len());
    }

    #[test]
    fn a_written_report_can_be_read() {
        let report = example::report();
        let text = render(&report).unwrap();
        let again = read(text.clone()).unwrap();
        assert_eq!(again.records.len(), report.records.len());
        assert_eq!(render(&again).unwrap(), text);
        assert!(read("{".to_owned()).is_err());
    }
}
