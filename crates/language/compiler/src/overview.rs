//! The error of a compilation as one miette diagnostic, so that `?` shows all problems.

use std::fmt;

use super::CompileError;
use protoward_source::Severity;

/// Methods of the feature `miette`.
impl CompileError {
    /// Returns each problem as a miette diagnostic, with the text of its file.
    ///
    /// ```
    /// use protoward_compiler::Compiler;
    /// let error = Compiler::new().compile(["none.proto"]).unwrap_err();
    /// let messages: Vec<String> = error.diagnostics().map(|diagnostic| diagnostic.to_string()).collect();
    /// assert_eq!(messages, ["cannot find the file `none.proto`"]);
    /// ```
    pub fn diagnostics(&self) -> impl Iterator<Item = &dyn miette::Diagnostic> {
        self.0.related.iter().map(|problem| problem as &dyn miette::Diagnostic)
    }
}

impl From<CompileError> for miette::Report {
    fn from(error: CompileError) -> Self {
        Self::new(Overview(error))
    }
}

/// All problems as one miette diagnostic: a summary line with each problem below it.
#[derive(Debug)]
struct Overview(CompileError);

impl fmt::Display for Overview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let errors = self.0.report().iter().filter(|diagnostic| diagnostic.severity == Severity::Error).count();
        write!(f, "the files do not compile: {errors} error{}", if errors == 1 { "" } else { "s" })
    }
}

impl std::error::Error for Overview {}

impl miette::Diagnostic for Overview {
    fn related<'a>(&'a self) -> Option<Box<dyn Iterator<Item = &'a dyn miette::Diagnostic> + 'a>> {
        Some(Box::new(self.0.diagnostics()))
    }
}
