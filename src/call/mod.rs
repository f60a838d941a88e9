//! `protoward call`: the flags, and which of its four works is done.

mod calling;
mod connecting;
mod data;
mod diagnostics;
mod documents;
mod format;
mod headers;
mod listing;
mod problem;
mod response;
mod schema;
mod time;

use protoward_call::{CallOptions, Target, split_method};
use protoward_source::Sources;

use super::console::Console;
use super::outcome::Outcome;
use calling::Job;
use connecting::ConnectionArgs;
use data::Data;
use format::MessageFormat;
use headers::{HeaderArgs, Headers};
use schema::SchemaArgs;

/// The variable with the token, which `ps` does not show.
const TOKEN: &str = "PROTOWARD_TOKEN";

/// Call a method of a running server
///
/// Sends messages to a server over gRPC, Connect or REST, and prints its responses. The schema is any INPUT of `build`, or that of
/// the server's reflection service. Unary methods and all kinds of streams are supported. The exit code is 0 after a
/// successful call, 64 plus the status code after a failed one, 1 if there was no call, and 2 after wrong usage.
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
    data: Option<Data>,

    /// The format of requests and responses. Messages of a stream are separated by nothing in JSON, by the character
    /// 0x1E in text format, and by `---` in YAML
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    format: MessageFormat,

    /// The format of responses, if not that of requests
    #[arg(long, value_name = "FORMAT", value_enum)]
    response_format: Option<MessageFormat>,

    /// Write unset fields with their defaults, in JSON and YAML
    #[arg(long)]
    emit_defaults: bool,

    /// Use the field names of the schema instead of lowerCamelCase, in JSON and YAML
    #[arg(long)]
    keep_proto_names: bool,

    /// Maximum time of the call: `5s`, `500ms`, `2m`, or a number of seconds
    #[arg(long, visible_alias = "max-time", value_name = "TIME", value_parser = time::parse)]
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

    #[command(flatten)]
    schema: SchemaArgs,

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
        self.outcome(console).unwrap_or(Outcome::Failed)
    }

    /// Returns `None` after a problem that was reported.
    fn outcome(self, console: &mut Console) -> Option<Outcome> {
        let mut sources = Sources::default();
        if self.data == Some(Data::Stdin) && self.schema.is_stdin() {
            console.problem(diagnostics::stdin_twice());
            return None;
        }
        let headers = self.headers.read(console)?;
        let target = match &self.server {
            Some(server) => Some(self.connection.target(server, console)?),
            None => None,
        };
        if let Some(service) = &self.list {
            let source =
                self.schema.source(target.as_ref(), self.for_reflection(&headers), &self.connection, console)?;
            return listing::list(source, service, &mut sources, console);
        }
        if let Some(symbol) = &self.describe {
            let source =
                self.schema.source(target.as_ref(), self.for_reflection(&headers), &self.connection, console)?;
            return listing::describe(source, symbol, self.msg_template, &mut sources, console);
        }
        let (target, method) = self.named(target?, console)?;
        let (service, method) =
            split_method(&method).map_err(|error| console.problem(diagnostics::no_method(&error))).ok()?;
        let source = self.schema.source(Some(&target), self.for_reflection(&headers), &self.connection, console)?;
        let schema = source.schema(&[service.to_owned()], &mut sources, console)?;
        let method = protoward_call::find_method(&schema, service, method);
        let method = method.map_err(|error| console.problem(diagnostics::no_method(&error))).ok()?;
        let job = Job { call: &self, headers, schema, method };
        job.run(&target, console)
    }

    /// Returns the options of calls of the reflection service.
    fn for_reflection(&self, headers: &Headers) -> CallOptions {
        CallOptions { headers: headers.for_reflection(), timeout: self.timeout, ..CallOptions::default() }
    }

    /// Returns the server and the method. Without `METHOD`, the method is the last two parts of the URL.
    fn named(&self, mut target: Target, console: &mut Console) -> Option<(Target, String)> {
        if let Some(method) = &self.method {
            return Some((target, method.clone()));
        }
        let at = target.path.rmatch_indices('/').nth(1).map(|(at, _)| at);
        match at {
            Some(at) => {
                let method = target.path.split_off(at);
                Some((target, method))
            }
            None => {
                console.problem(diagnostics::method_missing());
                None
            }
        }
    }
}
