//! Who calls: the interceptor in front of every service that needs a token.

use tonic::metadata::MetadataMap;
use tonic::service::Interceptor;
use tonic::{Code, Request, Status};

use crate::fault::Fault;
use crate::token::Secret;

/// Lets calls with a good token through and puts its claims into the extensions.
#[derive(Clone, Debug)]
pub(super) struct Auth(pub(super) Secret);

impl Interceptor for Auth {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let token = bearer(request.metadata()).map_err(unauthenticated)?;
        let claims = self.0.verify(token).map_err(|error| unauthenticated(&error.to_string()))?;
        request.extensions_mut().insert(claims);
        Ok(request)
    }
}

fn bearer(metadata: &MetadataMap) -> Result<&str, &'static str> {
    let value = metadata.get("authorization").ok_or("there is no token")?;
    let value = value.to_str().map_err(|_| "the token is not valid")?;
    let (scheme, token) = value.split_once(' ').ok_or("the token is not a bearer token")?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err("the token is not a bearer token");
    }
    Ok(token.trim())
}

fn unauthenticated(why: &str) -> Status {
    Fault::new(Code::Unauthenticated, why).into()
}
