//! The flags for connections, and the form of their times.

use std::time::Duration;

use protoward_client::{CallProtocol, ConnectionSettings};

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
    #[arg(long, value_name = "TIME", value_parser = duration, default_value = "10s")]
    connect_timeout: Duration,
}

/// The name of a protocol.
#[derive(Clone, Copy, Debug, Default, clap::ValueEnum)]
enum ProtocolName {
    /// gRPC over HTTP/2
    #[default]
    Grpc,
    /// Connect over HTTP/1.1 or HTTP/2
    Connect,
    /// REST with JSON over HTTP/1.1 or HTTP/2, by the `google.api.http` rule of the method
    Rest,
}

impl ConnectionArgs {
    /// Returns the settings of connections.
    pub(super) fn settings(&self) -> ConnectionSettings {
        ConnectionSettings {
            protocol: match self.protocol {
                ProtocolName::Grpc => CallProtocol::Grpc,
                ProtocolName::Connect => CallProtocol::Connect,
                ProtocolName::Rest => CallProtocol::Rest,
            },
            is_plaintext: self.plaintext,
            is_insecure: self.insecure,
            trusted_certificates: self.cacert.clone(),
            identity: self.cert.clone().zip(self.key.clone()),
            authority: self.authority.clone(),
            server_name: self.servername.clone(),
            user_agent: self.user_agent.clone(),
            timeout: Some(self.connect_timeout),
        }
    }
}

/// Parses a duration: `5s`, `500ms`, `2m`, `1h`, or a number of seconds, as grpcurl and buf take it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    let end = text.find(|letter: char| !letter.is_ascii_digit() && letter != '.').unwrap_or(text.len());
    let unit = match &text[end..] {
        "ms" => 1e-3,
        "" | "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        other => return Err(format!("`{other}` is not an unit of time; there are `ms`, `s`, `m` and `h`")),
    };
    let number: f64 = text[..end].parse().map_err(|_| "it is not a duration; write `5s` or `500ms`".to_owned())?;
    let time = Duration::try_from_secs_f64(number * unit).map_err(|error| error.to_string())?;
    if time.is_zero() { Err("a duration of 0 leaves no time".to_owned()) } else { Ok(time) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parses_durations() {
        assert_eq!(duration("5"), Ok(Duration::from_secs(5)));
        assert_eq!(duration("0.5s"), Ok(Duration::from_millis(500)));
        assert_eq!(duration("250ms"), Ok(Duration::from_millis(250)));
        assert_eq!(duration("2m"), Ok(Duration::from_secs(120)));
        for text in ["", "s", "-1", "0", "1d", "1.2.3", "9e99", "99999999999999999999h"] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
