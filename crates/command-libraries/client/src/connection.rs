//! A server: its address, which may end in the name of a method, and the settings and problems of the connection.

use std::fs;
use std::time::Duration;

use crate::protocols::{Client, Procedure, Protocol, find_method, split_method};
use protoward_http_client::{ConnectOptions, Identity, Roots, Target, TlsOptions};
use protoward_schema::{MethodId, Schema};

use crate::diagnostics::{self, CallProblem};

/// The settings of connections.
#[derive(Clone, Debug, Default)]
pub struct ConnectionSettings {
    /// The protocol of the call.
    pub protocol: CallProtocol,
    /// `true` to connect without TLS.
    pub is_plaintext: bool,
    /// `true` to accept any certificate of the server.
    pub is_insecure: bool,
    /// The file of the trusted certificates, as PEM, instead of those of the system.
    pub trusted_certificates: Option<String>,
    /// The files of the client certificate and of its private key, as PEM.
    pub identity: Option<(String, String)>,
    /// The header `:authority`, and the name in the server's certificate.
    pub authority: Option<String>,
    /// The name in the server's certificate, if not that of the authority.
    pub server_name: Option<String>,
    /// Text before `protoward` in the header `user-agent`.
    pub user_agent: Option<String>,
    /// Maximum time to connect.
    pub timeout: Option<Duration>,
}

/// The protocol of a call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CallProtocol {
    /// gRPC over HTTP/2.
    #[default]
    Grpc,
    /// Connect over HTTP/1.1 or HTTP/2.
    Connect,
    /// REST with JSON over HTTP/1.1 or HTTP/2, by the `google.api.http` rule of the method.
    Rest,
}

/// A server, and how to connect to it.
#[derive(Clone, Debug)]
pub struct Server {
    target: Target,
    settings: ConnectionSettings,
}

impl Server {
    /// Parses the address of a server: `HOST:PORT`, an `http` or `https` URL, or `unix:PATH`.
    ///
    /// # Errors
    /// Fails if the address is invalid.
    pub fn new(address: &str, settings: ConnectionSettings) -> Result<Self, Box<CallProblem>> {
        let target = Target::parse(address, settings.is_plaintext);
        let target = target.map_err(|error| diagnostics::bad_server(address, &error))?;
        Ok(Self { target, settings })
    }

    /// Removes the method from the end of the address: the last two parts of the path.
    ///
    /// # Errors
    /// Fails if the address does not end in a method.
    pub fn take_method(&mut self) -> Result<MethodName, Box<CallProblem>> {
        let at = self.target.path.rmatch_indices('/').nth(1).map(|(at, _)| at);
        let at = at.ok_or_else(diagnostics::method_missing)?;
        MethodName::parse(&self.target.path.split_off(at))
    }

    /// Returns the path before those of methods.
    pub(crate) fn path(&self) -> &str {
        &self.target.path
    }

    pub(crate) fn is_rest(&self) -> bool {
        self.settings.protocol == CallProtocol::Rest
    }

    /// Connects for a call.
    pub(crate) fn connect(&self, procedure: &Procedure) -> Result<Client, Box<CallProblem>> {
        let protocol = match self.settings.protocol {
            CallProtocol::Grpc => Protocol::Grpc,
            // REST uses the same versions of HTTP.
            CallProtocol::Connect | CallProtocol::Rest => Protocol::Connect,
        };
        // HTTP/1.1 has a response only after the request.
        let http2 = !self.is_rest() && procedure.client_streaming && procedure.server_streaming;
        self.open(protocol, &ConnectOptions { http2, ..self.options()? })
    }

    /// Connects for reflection, whose protocol is gRPC.
    pub(crate) fn connect_for_reflection(&self) -> Result<Client, Box<CallProblem>> {
        self.open(Protocol::Grpc, &self.options()?)
    }

    fn open(&self, protocol: Protocol, options: &ConnectOptions) -> Result<Client, Box<CallProblem>> {
        let client = Client::connect(&self.target, protocol, options);
        Ok(client.map_err(|error| diagnostics::not_connected(&error, &self.target))?)
    }

    fn options(&self) -> Result<ConnectOptions, Box<CallProblem>> {
        let settings = &self.settings;
        let roots = match &settings.trusted_certificates {
            Some(path) => Roots::Pem(read("--cacert", path)?),
            None if settings.is_insecure => Roots::Unverified,
            None => Roots::System,
        };
        let identity = match &settings.identity {
            Some((certificate, key)) => {
                Some(Identity { certificate: read("--cert", certificate)?, key: read("--key", key)? })
            }
            None => None,
        };
        let tls = TlsOptions { roots, identity, server_name: settings.server_name.clone() };
        Ok(ConnectOptions {
            http2: false,
            tls,
            authority: settings.authority.clone(),
            user_agent: settings.user_agent.clone(),
            timeout: settings.timeout,
        })
    }
}

fn read(flag: &str, path: &str) -> Result<Vec<u8>, Box<CallProblem>> {
    Ok(fs::read(path).map_err(|error| diagnostics::file_not_read(flag, path, &error))?)
}

/// The name of a method, in two parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodName {
    /// The full name of the service.
    pub service: String,
    /// The name of the method in it.
    pub method: String,
}

impl MethodName {
    /// Parses `acme.v1.Users/GetUser` or `acme.v1.Users.GetUser`.
    ///
    /// # Errors
    /// Fails if the text has no two parts.
    pub fn parse(text: &str) -> Result<Self, Box<CallProblem>> {
        let (service, method) = split_method(text).map_err(|error| diagnostics::no_method(&error))?;
        Ok(Self { service: service.to_owned(), method: method.to_owned() })
    }

    pub(crate) fn find(&self, schema: &Schema) -> Result<MethodId, Box<CallProblem>> {
        Ok(find_method(schema, &self.service, &self.method).map_err(|error| diagnostics::no_method(&error))?)
    }
}
