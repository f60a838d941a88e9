//! The reasons why a server is unreachable, and advice.

use std::error::Error;
use std::io;

use rustls::{AlertDescription, CertificateError};

/// The reason why a connection failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// No program listens at the address.
    Refused,
    /// The host name has no address.
    UnknownHost,
    /// There is no response.
    Silence,
    /// The certificate is signed by another authority.
    Authority,
    /// The certificate has expired.
    Expired,
    /// The certificate is not valid yet.
    NotYetValid,
    /// The certificate is for other host names.
    HostName,
    /// The certificate is not accepted for another reason.
    Certificate,
    /// The server requires a client certificate.
    CertificateRequired,
    /// The server does not accept the client certificate.
    CertificateRefused,
    /// The server does not use TLS.
    NoTls,
    /// No server was discovered.
    NoServer,
    /// The circuit breaker of the server is open.
    Failing,
    /// Another reason.
    Other,
}

impl Obstacle {
    /// Determines why a connection failed.
    pub(super) fn of(error: &(dyn Error + 'static)) -> Self {
        chain(error).find_map(known).unwrap_or(Self::Other)
    }

    /// Returns `true` if a retry soon after would fail as well.
    pub(super) fn is_lasting(self) -> bool {
        match self {
            Self::Authority | Self::Expired | Self::NotYetValid | Self::HostName | Self::Certificate | Self::NoTls => {
                true
            }
            Self::CertificateRequired | Self::CertificateRefused => true,
            Self::Refused | Self::UnknownHost | Self::Silence | Self::NoServer | Self::Failing | Self::Other => false,
        }
    }

    /// Returns `true` if the server has refused this client in the handshake. It did not see the call.
    pub(super) fn is_refusal(self) -> bool {
        matches!(self, Self::CertificateRequired | Self::CertificateRefused)
    }

    /// Returns advice for the user.
    pub(super) fn help(self) -> &'static str {
        match self {
            Self::Refused => "nothing listens there: is the server running, and is --server its address and port?",
            Self::UnknownHost => "no address is known for this host: is the name in --server right?",
            Self::Silence => "there is no answer: is --server its address, and does a firewall let it through?",
            Self::Authority => {
                "its certificate is not signed by the authority that is trusted here: give the folder of that server \
                 with --data, or its ca.pem with --ca"
            }
            Self::Expired => {
                "its certificate has expired: delete server.pem in the folder of the server and start it again; if it \
                 should be valid, compare the clocks"
            }
            Self::NotYetValid => "its certificate is not valid yet: compare the clocks of both machines",
            Self::HostName => {
                "its certificate is not for this host name: use one that it is for, such as localhost, or delete \
                 server.pem in the folder of the server and start it with --name HOST"
            }
            Self::Certificate => {
                "its certificate is not accepted: delete server.pem in the folder of the server and start it again"
            }
            Self::CertificateRequired => {
                "the server wants a client certificate: `services certificate NAME` makes one for --certificate and --key"
            }
            Self::CertificateRefused => {
                "the server does not accept this client certificate: it must be valid now, for clients, and signed by \
                 the authority of the server or by that of its --client-ca"
            }
            Self::NoTls => "the other side does not speak TLS: is --server the address and port of this server?",
            Self::NoServer => {
                "no server is known: does the file in --server exist, with a line such as https://localhost:50051 for \
                 each of them?"
            }
            Self::Failing => "it has failed several times in a row and is left alone for a moment: its log may say why",
            Self::Other => "is the server running, and is --server its address?",
        }
    }
}

/// Returns the reason that one error of a chain indicates. An I/O error hides the TLS error in it from the chain.
fn known(error: &(dyn Error + 'static)) -> Option<Obstacle> {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return of_tls(error);
    }
    if error.is::<tokio::time::error::Elapsed>() {
        return Some(Obstacle::Silence);
    }
    if let Some(error) = error.downcast_ref::<io::Error>() {
        let inner = error.get_ref().map(|inner| inner as &(dyn Error + 'static));
        return inner.and_then(|inner| chain(inner).find_map(known)).or(match error.kind() {
            io::ErrorKind::ConnectionRefused => Some(Obstacle::Refused),
            io::ErrorKind::TimedOut | io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => {
                Some(Obstacle::Silence)
            }
            _ => None,
        });
    }
    // The connector has a private type for this error.
    (error.to_string() == "dns error").then_some(Obstacle::UnknownHost)
}

fn of_tls(error: &rustls::Error) -> Option<Obstacle> {
    use CertificateError as Wrong;
    match error {
        // Two authorities with the same name differ only in their signature.
        rustls::Error::InvalidCertificate(Wrong::UnknownIssuer | Wrong::BadSignature) => Some(Obstacle::Authority),
        rustls::Error::InvalidCertificate(Wrong::Expired | Wrong::ExpiredContext { .. }) => Some(Obstacle::Expired),
        rustls::Error::InvalidCertificate(Wrong::NotValidYet | Wrong::NotValidYetContext { .. }) => {
            Some(Obstacle::NotYetValid)
        }
        rustls::Error::InvalidCertificate(Wrong::NotValidForName | Wrong::NotValidForNameContext { .. }) => {
            Some(Obstacle::HostName)
        }
        rustls::Error::InvalidCertificate(_) => Some(Obstacle::Certificate),
        rustls::Error::InvalidMessage(_) | rustls::Error::AlertReceived(AlertDescription::ProtocolVersion) => {
            Some(Obstacle::NoTls)
        }
        rustls::Error::AlertReceived(alert) => of_alert(*alert),
        _ => None,
    }
}

/// Returns the reason that an alert about the certificate of the client indicates.
fn of_alert(alert: AlertDescription) -> Option<Obstacle> {
    use AlertDescription as Alert;
    match alert {
        Alert::CertificateRequired => Some(Obstacle::CertificateRequired),
        Alert::BadCertificate
        | Alert::UnsupportedCertificate
        | Alert::CertificateRevoked
        | Alert::CertificateExpired
        | Alert::CertificateUnknown
        | Alert::UnknownCA
        | Alert::AccessDenied
        | Alert::DecryptError => Some(Obstacle::CertificateRefused),
        _ => None,
    }
}

/// Returns an error and its sources.
pub(super) fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_certificate(wrong: CertificateError) -> Obstacle {
        Obstacle::of(&io::Error::new(io::ErrorKind::InvalidData, rustls::Error::InvalidCertificate(wrong)))
    }

    #[test]
    fn distinguishes_certificate_problems() {
        assert_eq!(of_certificate(CertificateError::UnknownIssuer), Obstacle::Authority);
        assert_eq!(of_certificate(CertificateError::BadSignature), Obstacle::Authority);
        assert_eq!(of_certificate(CertificateError::Expired), Obstacle::Expired);
        assert_eq!(of_certificate(CertificateError::NotValidYet), Obstacle::NotYetValid);
        assert_eq!(of_certificate(CertificateError::NotValidForName), Obstacle::HostName);
        assert_eq!(of_certificate(CertificateError::Revoked), Obstacle::Certificate);
    }

    #[test]
    fn recognizes_alerts_about_client_certificates() {
        let alert = |alert| rustls::Error::AlertReceived(alert);
        assert_eq!(Obstacle::of(&alert(AlertDescription::CertificateRequired)), Obstacle::CertificateRequired);
        assert_eq!(Obstacle::of(&alert(AlertDescription::UnknownCA)), Obstacle::CertificateRefused);
        assert_eq!(Obstacle::of(&alert(AlertDescription::HandshakeFailure)), Obstacle::Other);
    }

    #[test]
    fn distinguishes_network_from_certificate_problems() {
        let of = |kind| Obstacle::of(&io::Error::from(kind));
        assert_eq!(of(io::ErrorKind::ConnectionRefused), Obstacle::Refused);
        assert_eq!(of(io::ErrorKind::TimedOut), Obstacle::Silence);
        assert_eq!(of(io::ErrorKind::BrokenPipe), Obstacle::Other);
    }
}
