//! `protoward call`: lists, describes, prints an example, or calls, as the flags say.

mod connecting;
mod headers;

use std::io::{BufReader, stdin};
use std::ops::ControlFlow;

use super::codes;
use super::console::Console;
use super::input::{InputArgs, reference};
use super::outcome::Outcome;
use connecting::ConnectionArgs;
use headers::HeaderArgs;
use protoward_client::{
    CallEnd, CallOptions, CallOutput, CallProblem, MessageFormat, MethodCall, MethodName, RequestData, Requests,
    ResponseStyle, SchemaSource, Server,
};
use protoward_source::{Diagnostic, Sources, legible};

/// Call a method of a running server
///
/// Sends messages to a server over gRPC, Connect or REST, and prints its responses. The schema is any INPUT of `build`, or that of
/// the server's reflection service. Unary methods and all kinds of streams are supported. A request that does not pass the
/// rules of `buf.validate` in the schema is an error, and not sent. The exit code is 0 after a successful call, 64 plus the status code after a failed one, 1 if there was no call, and 2 after wrong usage.
#[derive(Debug, clap::Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Call {
    /// The server: `HOST:PORT`, an `http` or `https` URL, or `unix:PATH`. TLS is the default without a scheme. A URL may
    /// end in the method
    #[arg(value_name = "SERVER", required_unless_present_any = ["list", "describe"])]
    server: Option<String>,

    /// The method: `acme.v1.Users/GetUser`
    #[arg(value_name = "METHOD", conflicts_with_all = ["list", "describe"])]
    method: Option<String>,

    /// The request: text, `@FILE`, or `@` for stdin. A stream of requests is several messages one after the other.
    /// Without it, the request is empty
    #[arg(short, long, value_name = "DATA", conflicts_with_all = ["list", "describe"])]
    data: Option<String>,

    /// Send requests that do not pass the rules of `buf.validate` in the schema
    #[arg(long, conflicts_with_all = ["list", "describe"])]
    no_validate: bool,

    /// The format of requests and responses. Messages of a stream are separated by nothing in JSON, by the character
    /// 0x1E in text format, and by `---` in YAML
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: FormatName,

    /// The format of responses, if not that of requests
    #[arg(long, value_name = "FORMAT", value_enum)]
    response_format: Option<FormatName>,

    /// Write unset fields with their defaults, in JSON and YAML
    #[arg(long)]
    emit_defaults: bool,

    /// Use the field names of the schema instead of lowerCamelCase, in JSON and YAML
    #[arg(long)]
    keep_proto_names: bool,

    /// Maximum time of the call: `5s`, `500ms`, `2m`, or a number of seconds
    #[arg(long, visible_alias = "max-time", value_name = "TIME", value_parser = connecting::duration)]
    timeout: Option<std::time::Duration>,

    /// Maximum size of a response message in bytes
    #[arg(long, value_name = "BYTES", default_value_t = 4 * 1024 * 1024)]
    max_msg_sz: usize,

    /// Print the method, and headers and trailers of both sides, to stderr
    #[arg(short, long)]
    verbose: bool,

    /// List the services, or the methods of one
    #[arg(long, value_name = "SERVICE", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    list: Option<String>,

    /// Print the declaration of a service, method, message, enum or extension as `.proto` text
    #[arg(long, value_name = "SYMBOL", conflicts_with = "list")]
    describe: Option<String>,

    /// With `--describe`, print an example of the message, or of the request of the method, as JSON
    #[arg(long, requires = "describe")]
    msg_template: bool,

    /// The schema, any INPUT of `build`, instead of the server's reflection service
    #[arg(long, value_name = "INPUT", value_parser = reference)]
    schema: Option<String>,

    #[command(flatten)]
    headers: HeaderArgs,

    #[command(flatten)]
    connection: ConnectionArgs,
}

const EXAMPLES: &str = "\
Examples:
  protoward call localhost:50051 --plaintext --list
  protoward call localhost:50051 --plaintext acme.v1.Users/GetUser -d '{\"id\": \"7\"}'
  protoward call --schema proto https://api.acme.example acme.v1.Users/GetUser -d '{\"id\": \"7\"}'
  protoward call --schema proto --protocol rest https://api.acme.example acme.v1.Users/GetUser -d '{\"id\": \"7\"}'
  printf '{\"id\": \"7\"} {\"id\": \"8\"}' | protoward call localhost:50051 acme.v1.Users/GetMany -d @";

impl Call {
    pub(super) fn run(self, console: &mut Console) -> Outcome {
        self.outcome(console).unwrap_or_else(|problem| {
            console.problems(&problem.report, &problem.sources);
            Outcome::Failed
        })
    }

    fn outcome(mut self, console: &mut Console) -> Result<Outcome, Box<CallProblem>> {
        if matches!(self.data.as_deref(), Some("@" | "@-")) && self.schema_input().is_some_and(|it| it.is_stdin()) {
            return Err(stdin_twice().into());
        }
        let headers = self.headers.read()?;
        let connection = self.connection.settings();
        let mut server = self.server.as_ref().map(|address| Server::new(address, connection)).transpose()?;
        let method = match (&mut server, &self.method) {
            _ if self.list.is_some() || self.describe.is_some() => None,
            (Some(_), Some(method)) => Some(MethodName::parse(method)?),
            (Some(server), None) => Some(server.take_method()?),
            (None, _) => None,
        };
        let known = match self.schema_input() {
            Some(input) => {
                let mut sources = Sources::default();
                match input
                    .only_project("the schema of a call", console)
                    .and_then(|project| project.open(&mut sources, console))
                {
                    Some(workspace) => Some((workspace.schema, sources)),
                    None => return Ok(Outcome::Failed),
                }
            }
            None => None,
        };
        let options =
            CallOptions { headers: headers.for_reflection(), timeout: self.timeout, ..CallOptions::default() };
        let source = SchemaSource::new(known, server.as_ref(), options)?;
        if let Some(service) = &self.list {
            let names = protoward_client::list(source, Some(service.as_str()).filter(|it| !it.is_empty()))?;
            console.print(&names.iter().map(|name| format!("{}\n", legible(name))).collect::<String>());
        } else if let Some(symbol) = &self.describe {
            console.print(&if self.msg_template {
                protoward_client::example(source, symbol)?
            } else {
                protoward_client::describe(source, symbol)?
            });
        } else if let (Some(server), Some(method)) = (server, method) {
            let options =
                CallOptions { headers: headers.for_call(), timeout: self.timeout, max_message_bytes: self.max_msg_sz };
            let call = MethodCall {
                method,
                options,
                requests: self.requests(),
                responses: self.responses(console),
                is_validated: !self.no_validate,
                is_verbose: self.verbose,
            };
            let end = protoward_client::call(&server, source, call, console)?;
            return Ok(ended(end, console));
        }
        Ok(Outcome::Fine)
    }

    /// Returns the input with the schema, if a flag names one.
    fn schema_input(&self) -> Option<InputArgs> {
        self.schema.clone().map(InputArgs::of)
    }

    fn requests(&mut self) -> Requests {
        let data = self.data.take().map(|data| match data.strip_prefix('@') {
            None => RequestData::Text(data),
            Some("" | "-") => RequestData::Stdin(Box::new(BufReader::new(stdin()))),
            Some(path) => RequestData::File(path.into()),
        });
        Requests { data, format: self.format.into() }
    }

    fn responses(&self, console: &Console) -> ResponseStyle {
        ResponseStyle {
            format: self.response_format.unwrap_or(self.format).into(),
            proto_names: self.keep_proto_names,
            unset_fields: self.emit_defaults,
            is_indented: console.prints_findings_for_humans(),
        }
    }
}

fn stdin_twice() -> Diagnostic {
    Diagnostic::error(codes::BAD_MESSAGE, "both the schema and the requests are standard input")
        .help("pass the requests with `-d TEXT` or `-d @FILE`")
}

/// Reports the end of a call. The status code of a failed one is the outcome.
fn ended(end: CallEnd, console: &mut Console) -> Outcome {
    let failure = match end {
        CallEnd::Success => return Outcome::Fine,
        CallEnd::Unshown => return Outcome::Failed,
        CallEnd::Failure(_) if console.is_closed() => return Outcome::Fine,
        CallEnd::Failure(failure) => failure,
    };
    let code = failure.code.number();
    // Lines that can be copied for people, and evidence for programs.
    if console.prose().is_some() {
        console.problem(failure.problem().clone());
        failure.details().for_each(|detail| console.note(&format!("  {detail}\n")));
    } else {
        console.problem(failure.into_problem_with_details());
    }
    Outcome::Status(code)
}

impl CallOutput for Console {
    fn line(&mut self, line: &str) {
        self.note(&format!("{line}\n"));
    }

    fn response(&mut self, text: &[u8]) -> ControlFlow<()> {
        self.print_bytes(text);
        if self.is_closed() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn problem(&mut self, problem: Diagnostic) {
        Console::problem(self, problem);
    }
}

/// The name of a format of messages.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum FormatName {
    /// The JSON mapping
    #[default]
    Json,
    /// The text format
    #[value(alias = "txtpb")]
    Text,
    /// The JSON mapping, written as YAML
    Yaml,
}

impl From<FormatName> for MessageFormat {
    fn from(name: FormatName) -> Self {
        match name {
            FormatName::Json => Self::Json,
            FormatName::Text => Self::Text,
            FormatName::Yaml => Self::Yaml,
        }
    }
}
