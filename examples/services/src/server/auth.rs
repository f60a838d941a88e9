//! Authentication and authorization: the interceptor of every service that needs a caller.
//!
//! A token contains the caller and its roles. Without a token, the name in a trusted client certificate is the caller,
//! without roles: a certificate is valid for years, but a role is granted for an hour.

use tonic::metadata::MetadataMap;
use tonic::service::Interceptor;
use tonic::{Code, Request, Status};

use super::observe::{Called, Subject};
use super::roles::role_for;
use super::transport::Peer;
use crate::fault::Fault;
use crate::issuer::Issuer;
use crate::token::{self, Role, Secret, TokenError};

/// An interceptor that rejects unauthorized calls, and adds the [`Caller`] of others to their extensions.
#[derive(Clone, Debug)]
pub(super) struct Auth {
    /// The secret of the tokens of this server.
    pub(super) secret: Secret,
    /// The issuer of other tokens.
    pub(super) issuer: Option<Issuer>,
}

/// The authenticated caller.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Caller {
    pub(super) subject: String,
    pub(super) roles: Vec<Role>,
}

impl Interceptor for Auth {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let caller = self.caller(&request)?;
        if let Some(subject) = request.extensions().get::<Subject>() {
            subject.set(&caller.subject);
        }
        // Without a method, the required role is unknown.
        let called = request.extensions().get::<Called>();
        let called = called.ok_or_else(|| Fault::new(Code::Unimplemented, "there is no such method"))?;
        check_role(&caller, called)?;
        request.extensions_mut().insert(caller);
        Ok(request)
    }
}

impl Auth {
    fn caller(&self, request: &Request<()>) -> Result<Caller, Fault> {
        if let Some(token) = bearer(request.metadata())? {
            return self.verify(token).map_err(|error| unauthenticated(&error.to_string()));
        }
        let name = request.extensions().get::<Peer>().and_then(|peer| peer.certified_name.as_deref());
        let subject = name.ok_or_else(|| unauthenticated("there is no token"))?.to_owned();
        Ok(Caller { subject, roles: Vec::new() })
    }

    fn verify(&self, token: &str) -> Result<Caller, TokenError> {
        if let Some(issuer) = self.issuer.as_ref().filter(|_| !token::is_own(token)) {
            let claims = issuer.verify(token)?;
            return Ok(Caller { subject: claims.sub, roles: claims.roles });
        }
        let claims = self.secret.verify(token)?;
        Ok(Caller { subject: claims.sub, roles: claims.roles })
    }
}

fn check_role(caller: &Caller, called: &Called) -> Result<(), Fault> {
    match role_for(called) {
        Some(role) if !caller.roles.contains(&role) => {
            let why = format!("{called} needs the role `{role}`, which `{}` does not have", caller.subject);
            let (role, method) = (role.to_string(), called.to_string());
            let values = [("method", method.as_str()), ("role", role.as_str())];
            Err(Fault::new(Code::PermissionDenied, why).reason("ROLE_REQUIRED", &values))
        }
        _ => Ok(()),
    }
}

fn bearer(metadata: &MetadataMap) -> Result<Option<&str>, Fault> {
    let Some(value) = metadata.get("authorization") else {
        return Ok(None);
    };
    let value = value.to_str().map_err(|_| unauthenticated("the token is not valid"))?;
    match value.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(token.trim())),
        _ => Err(unauthenticated("the token is not a bearer token")),
    }
}

fn unauthenticated(why: &str) -> Fault {
    Fault::new(Code::Unauthenticated, why).reason("UNAUTHENTICATED", &[])
}
