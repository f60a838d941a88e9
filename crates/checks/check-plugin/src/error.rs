//! Failures of plugins, with the plugin that has them. None is ignored, because findings would be missing.

use protoward_program::{ProgramError, SearchedIn, Stopped, help_if_not_started};
use protoward_schema::wire::WireError;
use protoward_source::{legible, legible_lines};

/// The failure of a plugin, with what it wrote to standard error.
#[derive(Debug, thiserror::Error)]
#[error("plugin `{}`: {problem}", legible(.plugin))]
#[non_exhaustive]
pub struct PluginError {
    /// The plugin, as its user names it.
    pub plugin: String,
    /// The problem, which the plugin has or is.
    pub problem: Box<PluginProblem>,
    /// The output to standard error.
    pub stderr: Vec<u8>,
}

/// The problem of a plugin.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PluginProblem {
    /// There is no such program.
    #[error("cannot find the program: {0}")]
    Missing(SearchedIn),
    /// The program did not end with success.
    #[error("{call}: {error}")]
    Failed {
        /// The purpose of the call, in words.
        call: String,
        /// The failure of the process.
        error: ProgramError,
    },
    /// The program does not implement the protocol.
    #[error("`--protocol` does not print `1`, the only known version of the protocol; it printed `{}`", legible(_0))]
    Protocol(String),
    /// A response cannot be read.
    #[error("{call}: the output is not a `{message}`: {error}{}", began(.start))]
    Unreadable {
        /// The purpose of the call, in words.
        call: String,
        /// The message that was expected, such as `CheckResponse`.
        message: &'static str,
        /// The problem of the bytes.
        error: WireError,
        /// The first bytes of the output.
        start: Vec<u8>,
    },
    /// A response has another message, or none.
    #[error("{call}: the output has {}, and not `{expected}`", shown(.found))]
    OtherMessage {
        /// The purpose of the call, in words.
        call: String,
        /// The full name of the expected message.
        expected: String,
        /// The full name of the message in the response.
        found: Option<String>,
    },
    /// The plugin does not offer a procedure.
    #[error("it is not a check plugin: missing procedure `{0}`")]
    NoProcedure(&'static str),
    /// A procedure cannot be called.
    #[error("its specification is invalid: {}", legible(_0))]
    Specification(String),
    /// The plugin returned an error.
    #[error("{call}: {}", legible(.message))]
    Refused {
        /// The purpose of the call, in words.
        call: String,
        /// The code and the message.
        message: String,
    },
    /// The list of rules or categories is invalid.
    #[error("{}", legible(_0))]
    Rules(String),
    /// An annotation is not about what was checked.
    #[error("{}", legible(_0))]
    Annotation(String),
}

impl PluginError {
    /// Returns the message with the plugin's own output.
    pub fn text(&self) -> String {
        let stderr = String::from_utf8_lossy(&self.stderr);
        match stderr.trim() {
            "" => self.to_string(),
            stderr => format!("{self}; its standard error: {}", legible_lines(stderr)),
        }
    }

    /// Returns what the user, or the author of the plugin, can do.
    pub fn help(&self) -> Option<String> {
        match &*self.problem {
            PluginProblem::Missing(searched_in) => Some(searched_in.help().unwrap_or_else(|| {
                "install it, or use its path; a name without a `/` is looked up in `PATH`".to_owned()
            })),
            PluginProblem::Failed { error: ProgramError::NotStarted { .. }, .. } => {
                Some(help_if_not_started().to_owned())
            }
            PluginProblem::Failed { error: ProgramError::Stopped(Stopped::Idle(_) | Stopped::Late(_)), .. } => {
                Some("if it needs more time, set `PROTOWARD_PLUGIN_TIMEOUT` to a number of seconds".to_owned())
            }
            PluginProblem::Protocol(_) | PluginProblem::NoProcedure(_) => Some(
                "a check plugin implements `buf.plugin.check.v1.CheckService`, such as with bufplugin-go".to_owned(),
            ),
            PluginProblem::Unreadable { .. } => Some(
                "a plugin may write only its response to standard output; other output goes to standard error"
                    .to_owned(),
            ),
            PluginProblem::OtherMessage { .. }
            | PluginProblem::Rules(_)
            | PluginProblem::Annotation(_)
            | PluginProblem::Specification(_) => Some("this is a mistake in the plugin".to_owned()),
            PluginProblem::Failed { .. } | PluginProblem::Refused { .. } => None,
        }
    }
}

/// Formats the name of a message legibly.
fn shown(name: &Option<String>) -> String {
    name.as_ref().map_or_else(|| "no message".to_owned(), |name| format!("`{}`", legible(name)))
}

/// Formats the start of an output legibly.
fn began(start: &[u8]) -> String {
    match start {
        [] => String::new(),
        start => format!("; it starts with `{}`", legible(&String::from_utf8_lossy(start))),
    }
}
