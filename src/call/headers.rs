//! The flags for headers. A token is better in the environment, which other users of the machine cannot see.

use std::env;

use protoward_client::{CallProblem, HeaderTexts, Headers};

/// The variable with the token, which `ps` does not show.
const TOKEN: &str = "PROTOWARD_TOKEN";

/// The flags for headers.
#[derive(Debug, clap::Args)]
pub(super) struct HeaderArgs {
    /// A header for all requests, also those of reflection: `'name: value'`, with base64 for names in `-bin`, or
    /// `@FILE` with one per line; may be given several times
    #[arg(short = 'H', long = "header", value_name = "HEADER")]
    headers: Vec<String>,

    /// A header for the call only
    #[arg(long = "rpc-header", value_name = "HEADER")]
    rpc_headers: Vec<String>,

    /// A header for reflection only
    #[arg(long = "reflect-header", value_name = "HEADER")]
    reflect_headers: Vec<String>,

    /// Replace `${NAME}` in headers by variables of the environment
    #[arg(long)]
    expand_headers: bool,

    /// The bearer token for the header `authorization`; better in the variable PROTOWARD_TOKEN, which other users of the
    /// machine cannot see
    #[arg(long, value_name = "TOKEN")]
    token: Option<String>,
}

impl HeaderArgs {
    pub(super) fn read(&self) -> Result<Headers, Box<CallProblem>> {
        let token = self.token.clone().or_else(|| env::var(TOKEN).ok());
        let texts = HeaderTexts {
            all: &self.headers,
            call: &self.rpc_headers,
            reflection: &self.reflect_headers,
            token: token.as_deref(),
        };
        texts.read(if self.expand_headers { Some(&|name| env::var(name).ok()) } else { None })
    }
}
