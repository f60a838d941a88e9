//! Validation for people: a diagnostic for each violation.

use crate::diagnostics;
use crate::places::RulePlaces;
use crate::validation::Validated;
use protoward_schema::Schema;
use protoward_source::{Place, Report, Sources};

impl Validated {
    /// Returns `true` if the message passes all rules.
    pub fn is_valid(&self) -> bool {
        self.violations.is_empty() && self.failed.is_empty()
    }

    /// Returns an error for each violation, and for each rule that cannot be evaluated. `message` is the place of the message.
    /// `sources` has the texts of the schema.
    pub fn report(&self, schema: &Schema, message: Place, sources: &Sources) -> Report {
        let mut places = RulePlaces::new(schema, Some(sources));
        let mut report = Report::default();
        for violation in &self.violations {
            let rule = places.rule(violation.element, &violation.path);
            report.push(diagnostics::violated(violation, message, rule));
        }
        for failed in &self.failed {
            let rule = match (&failed.expression, &failed.cause.part) {
                (Some(expression), Some(part)) => places.part(failed.element, &failed.path, expression, part),
                _ => places.rule(failed.element, &failed.path),
            };
            report.push(diagnostics::failed(schema, failed, rule));
        }
        report
    }
}
