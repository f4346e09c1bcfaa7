//! The report as JSON: facts, and flat records whose names hold their units.

use anyhow::Result;

use super::Report;

/// One object, ended by a newline.
pub(crate) fn render(report: &Report) -> Result<String> {
    let mut value = serde_json::to_value(report)?;
    let facts = report
        .machine
        .iter()
        .map(|(name, fact)| ((*name).to_owned(), fact.clone().into()));
    value["machine"] = serde_json::Value::Object(facts.collect());
    Ok(serde_json::to_string_pretty(&value)? + "\n")
}

#[cfg(test)]
mod tests {
    use super::super::example;
    use super::*;

    #[test]
    fn records_are_flat() {
        let value: serde_json::Value =
            serde_json::from_str(&render(&example::report()).unwrap()).unwrap();
        assert_eq!(value["baseline"], "gnu");
        assert_eq!(value["machine"]["processor"], "a & b");
        for record in value["records"].as_array().unwrap() {
            assert!(
                record
                    .as_object()
                    .unwrap()
                    .values()
                    .all(|field| field.is_string() || field.is_number())
            );
        }
    }
}
