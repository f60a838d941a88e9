//! The commands of the client, on the command line and in interactive mode.

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::Duration;

use prost_reflect::{DynamicMessage, MethodDescriptor};
use tonic::{Status, Streaming};
use tonic_health::pb::HealthCheckRequest;
use tonic_health::pb::health_check_response::ServingStatus;
use tonic_health::pb::health_client::HealthClient;

use super::balance::Balancing;
use super::call::Caller;
use super::connect::{Connect, ConnectError};
use super::schema::{self, Schema, describe, path};
use super::{input, render, repl};
use crate::proto::user::v1::SERVICE_CONFIG;
use protoward_runtime::grpc::Configured;

/// Call the methods of a server.
#[derive(Clone, Debug, clap::Subcommand)]
pub enum Command {
    /// List all methods.
    List,
    /// Show what a method takes and gives.
    Describe {
        /// Such as `user.v1.UserService/GetUser`, or just `GetUser`.
        method: String,
    },
    /// Call a method and print what it answers.
    Call {
        /// Such as `user.v1.UserService/GetUser`, or just `GetUser`.
        method: String,
        /// Messages: JSON, or name=value words; `;` stands between messages.
        messages: Vec<String>,
    },
    /// Ask whether the server, or one of its services, is serving.
    Health {
        /// Such as `user.v1.UserService`; nothing is the whole server.
        #[arg(default_value = "")]
        service: String,
    },
    /// Type calls and see the answers.
    Repl,
}

/// The reason why the client itself failed, as opposed to a call.
#[derive(Debug, thiserror::Error)]
pub enum SessionError {
    /// The connection settings are invalid.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The schema in this program cannot be read.
    #[error("the schema in this program cannot be read")]
    Schema(#[from] prost_reflect::DescriptorError),
    /// The terminal failed.
    #[error("cannot use the terminal")]
    Terminal(#[from] io::Error),
    /// The line editor failed.
    #[error("cannot read lines")]
    Editor(#[from] rustyline::error::ReadlineError),
}

/// A client with its settings, which interactive mode can change.
#[derive(Clone, Debug)]
pub struct Session {
    connect: Connect,
    balancing: Balancing,
    pub(super) schema: Schema,
    pub(super) caller: Caller,
    pub(super) history: Option<PathBuf>,
}

impl Session {
    /// Creates a client. `history` is the file for the history of interactive mode.
    ///
    /// # Errors
    /// Fails if the connection settings are invalid.
    pub fn new(
        connect: Connect,
        balancing: Balancing,
        timeout: Option<Duration>,
        history: Option<PathBuf>,
    ) -> Result<Self, SessionError> {
        let caller =
            Caller { transport: Configured::new(connect.transport_with(&balancing)?, &SERVICE_CONFIG), timeout };
        Ok(Self { connect, balancing, schema: Schema::own()?, caller, history })
    }

    /// Gets the tokens of calls from an authorization server.
    #[cfg(feature = "oauth")]
    ///
    /// # Errors
    /// Fails if the connection settings are invalid.
    pub fn with_tokens(mut self, source: super::TokenSource) -> Result<Self, ConnectError> {
        let transport = self.connect.transport_with(&self.balancing)?.with_tokens(source);
        self.caller.transport = Configured::new(transport, &SERVICE_CONFIG);
        Ok(self)
    }

    /// Runs a command, and returns `true` if it succeeded.
    ///
    /// # Errors
    /// Fails if the client itself fails. The failure of a call is printed, and is not an error.
    pub async fn run(self, command: Command) -> Result<bool, SessionError> {
        match command {
            Command::Repl => {
                repl::run(self).await?;
                Ok(true)
            }
            command => Ok(self.run_one(command).await?),
        }
    }

    async fn run_one(&self, command: Command) -> io::Result<bool> {
        match command {
            Command::List => self.list(),
            Command::Describe { method } => self.describe(&method),
            Command::Call { method, messages } => self.call(&method, &messages.join(" ")).await,
            Command::Health { service } => self.health(service).await,
            Command::Repl => Ok(false),
        }
    }

    /// Replaces the token.
    pub(super) fn set_token(&mut self, token: Option<String>) -> Result<(), ConnectError> {
        let connect = Connect { token, ..self.connect.clone() };
        self.caller.transport = Configured::new(connect.transport_with(&self.balancing)?, &SERVICE_CONFIG);
        self.connect = connect;
        Ok(())
    }

    pub(super) fn list(&self) -> io::Result<bool> {
        for method in self.schema.methods() {
            say(&path(&method))?;
        }
        Ok(true)
    }

    pub(super) fn describe(&self, method: &str) -> io::Result<bool> {
        match self.schema.method(method) {
            Ok(method) => say(&describe(&method).join("\n"))?,
            Err(error) => return complain(&error),
        }
        Ok(true)
    }

    pub(super) async fn call(&self, method: &str, text: &str) -> io::Result<bool> {
        let (method, messages) = match self.prepare(method, text) {
            Ok(prepared) => prepared,
            Err(error) => return complain(error.as_ref()),
        };
        match self.caller.call(&method, messages).await {
            Ok(answers) => print(&method, answers).await,
            Err(status) => complain_of(&status),
        }
    }

    fn prepare(
        &self,
        method: &str,
        text: &str,
    ) -> Result<(MethodDescriptor, Vec<DynamicMessage>), Box<dyn std::error::Error>> {
        let method = self.schema.method(method)?;
        let mut messages = input::messages(&method.input(), text)?;
        if !method.is_client_streaming() {
            if messages.len() > 1 {
                return Err(format!("{} takes one message, not {}", path(&method), messages.len()).into());
            }
            if messages.is_empty() {
                messages.push(DynamicMessage::new(method.input()));
            }
        }
        Ok((method, messages))
    }

    pub(super) async fn health(&self, service: String) -> io::Result<bool> {
        let mut request = tonic::Request::new(HealthCheckRequest { service });
        if let Some(timeout) = self.caller.timeout {
            request.set_timeout(timeout);
        }
        match HealthClient::new(self.caller.transport.clone()).check(request).await {
            Ok(answer) => {
                let status = answer.into_inner().status();
                say(status.as_str_name())?;
                Ok(status == ServingStatus::Serving)
            }
            Err(status) => complain_of(&status),
        }
    }
}

/// Prints the responses as they arrive.
async fn print(method: &MethodDescriptor, mut answers: Streaming<DynamicMessage>) -> io::Result<bool> {
    loop {
        match answers.message().await {
            Ok(Some(answer)) => say(&render::message(&answer, method.is_server_streaming()))?,
            Ok(None) => return Ok(true),
            Err(status) => return complain_of(&status),
        }
    }
}

/// Parses a duration such as `500ms`, `10s`, `2m` or `1h`.
pub fn duration(text: &str) -> Option<Duration> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at(digits);
    let number: u64 = number.parse().ok()?;
    match unit {
        "ms" => Some(Duration::from_millis(number)),
        "s" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        _ => None,
    }
}

pub(super) fn say(text: &str) -> io::Result<()> {
    writeln!(io::stdout(), "{text}")
}

/// Prints the error of a command.
pub(super) fn complain(error: &dyn std::error::Error) -> io::Result<bool> {
    writeln!(io::stderr(), "error: {error}")?;
    Ok(false)
}

fn complain_of(status: &Status) -> io::Result<bool> {
    writeln!(io::stderr(), "error: {}", render::failure(status))?;
    Ok(false)
}

/// Returns the names of all methods, for completion.
pub(super) fn method_names(schema: &Schema) -> Vec<String> {
    schema.methods().iter().map(schema::path).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::duration;

    #[test]
    fn reads_times() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("10s"), Some(Duration::from_secs(10)));
        assert_eq!(duration("2m"), Some(Duration::from_secs(120)));
        assert_eq!(duration("1h"), Some(Duration::from_secs(3600)));
        for text in ["", "s", "10", "10 s", "-1s", "1.5s", "99999999999999999999s", "99999999999999999h"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }
}
