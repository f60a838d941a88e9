//! The settings of HTTP routes, and the rules that they select: those of the schema or of a service YAML.

use std::path::{Path, PathBuf};

use crate::services::diagnostics;
use protoward_http::{RuleSources, error_message};
use protoward_schema::{MessageId, Schema};
use protoward_source::{Diagnostic, Report, Severity};

/// The settings of HTTP routes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RestSettings {
    /// The path of a service YAML, whose rules replace those of the schema.
    pub service_yaml: Option<PathBuf>,
    /// `true` to bind methods without a rule to `POST /package.Service/Method`.
    pub unbound: bool,
    /// `true` to serve all methods over the Connect protocol too.
    pub connect: bool,
    /// The query parameters without effect.
    pub ignored_parameters: Vec<String>,
    /// The full name of the message in the body of errors, instead of `google.rpc.Status`.
    pub error_body: Option<String>,
}

impl RestSettings {
    /// Reads the sources of HTTP rules.
    ///
    /// # Errors
    /// Returns an error if the service YAML cannot be read, or has a mistake.
    pub(super) fn sources(&self, schema: &Schema) -> Result<RuleSources, Report> {
        let path = self.service_yaml.as_deref();
        let sources = RuleSources::read(schema, path, self.unbound)
            .map_err(|error| diagnostics::unread_service_yaml(path.unwrap_or(Path::new("")), &error))?;
        if !sources.has_errors() {
            return Ok(sources);
        }
        let is_error = |problem: &&Diagnostic| problem.severity == Severity::Error;
        Err(sources.problems().iter().filter(is_error).cloned().collect())
    }

    /// Returns the message in the body of errors, if it is not `google.rpc.Status`.
    ///
    /// # Errors
    /// Returns an error if the schema does not have the message.
    pub(super) fn error_message(&self, schema: &Schema) -> Result<Option<MessageId>, Box<Diagnostic>> {
        let found = self.error_body.as_deref().map(|name| error_message(schema, name));
        found.transpose().map_err(|unknown| diagnostics::no_error_body(&unknown))
    }
}
