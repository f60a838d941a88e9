//! The connection to a server: its flags and its problems.

use std::fs;
use std::time::Duration;

use super::{diagnostics, time};
use crate::console::Console;
use protoward_call::{Client, ConnectOptions, Identity, Procedure, Protocol, Roots, Target, TlsOptions};

/// The flags for connections.
#[derive(Debug, clap::Args)]
pub(super) struct ConnectionArgs {
    /// The protocol of the call
    #[arg(long, value_name = "PROTOCOL", value_enum, default_value_t)]
    protocol: ProtocolName,

    /// Connect without TLS
    #[arg(long, conflicts_with_all = ["insecure", "cacert", "cert", "key", "servername"])]
    plaintext: bool,

    /// Do not verify the certificate of the server
    #[arg(short = 'k', long, conflicts_with = "cacert")]
    insecure: bool,

    /// The trusted certificates, as PEM, instead of those of the system
    #[arg(long, value_name = "FILE")]
    cacert: Option<String>,

    /// The client certificate, as PEM
    #[arg(short = 'E', long, value_name = "FILE", requires = "key")]
    cert: Option<String>,

    /// The private key of the client certificate, as PEM
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<String>,

    /// The header `:authority`, and the name in the server's certificate
    #[arg(long, value_name = "NAME")]
    authority: Option<String>,

    /// The name in the server's certificate, if not that of the authority
    #[arg(long, value_name = "NAME")]
    servername: Option<String>,

    /// Text before `protoward` in the header `user-agent`
    #[arg(short = 'A', long, value_name = "TEXT")]
    user_agent: Option<String>,

    /// Maximum time to connect
    #[arg(long, value_name = "TIME", value_parser = time::parse, default_value = "10s")]
    connect_timeout: Duration,
}

/// The name of a protocol.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum ProtocolName {
    /// gRPC over HTTP/2
    #[default]
    Grpc,
    /// Connect over HTTP/1.1 or HTTP/2
    Connect,
    /// REST with JSON over HTTP/1.1 or HTTP/2, by the `google.api.http` rule of the method
    Rest,
}

impl ConnectionArgs {
    /// Parses the server, and reports problems.
    pub(super) fn target(&self, server: &str, console: &mut Console) -> Option<Target> {
        let target = Target::parse(server, self.plaintext);
        target.map_err(|error| console.problem(diagnostics::bad_server(server, &error))).ok()
    }

    pub(super) fn is_rest(&self) -> bool {
        self.protocol == ProtocolName::Rest
    }

    /// Connects for a call, and reports problems.
    pub(super) fn connect(&self, target: &Target, procedure: &Procedure, console: &mut Console) -> Option<Client> {
        let protocol = match self.protocol {
            ProtocolName::Grpc => Protocol::Grpc,
            // REST uses the same versions of HTTP.
            ProtocolName::Connect | ProtocolName::Rest => Protocol::Connect,
        };
        // HTTP/1.1 has a response only after the request.
        let http2 = !self.is_rest() && procedure.client_streaming && procedure.server_streaming;
        let options = ConnectOptions { protocol, http2, ..self.options(console)? };
        self.open(target, &options, console)
    }

    /// Connects for reflection, whose protocol is gRPC, and reports problems.
    pub(super) fn connect_for_reflection(&self, target: &Target, console: &mut Console) -> Option<Client> {
        self.open(target, &self.options(console)?, console)
    }

    fn open(&self, target: &Target, options: &ConnectOptions, console: &mut Console) -> Option<Client> {
        let client = Client::connect(target, options);
        client.map_err(|error| console.problem(diagnostics::not_connected(&error, target))).ok()
    }

    fn options(&self, console: &mut Console) -> Option<ConnectOptions> {
        let roots = match &self.cacert {
            Some(path) => Roots::Pem(read("--cacert", path, console)?),
            None if self.insecure => Roots::Unverified,
            None => Roots::System,
        };
        let identity = match (&self.cert, &self.key) {
            (Some(cert), Some(key)) => {
                Some(Identity { certificate: read("--cert", cert, console)?, key: read("--key", key, console)? })
            }
            _ => None,
        };
        let tls = TlsOptions { roots, identity, server_name: self.servername.clone() };
        Some(ConnectOptions {
            protocol: Protocol::Grpc,
            http2: false,
            tls,
            authority: self.authority.clone(),
            user_agent: self.user_agent.clone(),
            timeout: Some(self.connect_timeout),
        })
    }
}

fn read(flag: &str, path: &str, console: &mut Console) -> Option<Vec<u8>> {
    fs::read(path).map_err(|error| console.problem(diagnostics::file_not_read(flag, path, &error))).ok()
}
