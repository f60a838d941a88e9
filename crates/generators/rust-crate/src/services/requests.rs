//! How requests are judged before a service gets them: validated by the rules of `buf.validate`, or parsed to checked types.

use super::code::{Method, Service, ServiceModule, conditions, either_condition, method_id};
use protoward_rust::additions::JudgedMessages;
use protoward_rust::additions::packages::Packages;
use protoward_schema::{MessageId, Schema};

/// The messages whose requests are validated or parsed. Other requests are passed on at once.
pub(super) struct Requests<'a> {
    pub(super) schema: &'a Schema,
    pub(super) packages: &'a Packages,
    pub(super) judged: &'a JudgedMessages,
    /// The path of the crate `protoward_runtime`.
    pub(super) runtime: &'a str,
    /// The type of the bodies of requests in this version of tonic.
    pub(super) body: &'static str,
}

impl Requests<'_> {
    /// Returns the servers and the client that judge the requests of a service. `grpc` is the path of the items for services in
    /// `protoward-runtime`.
    pub(super) fn code(&self, service: &Service, grpc: &str) -> String {
        let validates = self.judged.validated.is_some();
        let has_checked = service.methods.iter().any(|method| self.checked_type(method).is_some());
        let mut text = String::new();
        let mut sides: Vec<&ServiceModule> = Vec::new();
        if let Some(server) = &service.server {
            let condition = conditions(server);
            if validates {
                text.push_str(&self.validated_server(&condition, service, grpc));
            }
            if has_checked {
                text.push_str(&self.parsed_server(&condition, service, grpc));
                text.push_str(&self.parse(&condition));
            }
            if validates || has_checked {
                sides.push(server);
            }
        }
        if let Some(client) = service.client.as_ref().filter(|_| validates) {
            text.push_str(&self.validated_client(client, service, grpc));
            sides.push(client);
        }
        let has_check = service.methods.iter().any(|method| self.has_rules(method));
        if !sides.is_empty() && has_check {
            text.push_str(&self.check(&either_condition(&sides)));
        }
        if !sides.is_empty() && (has_check || has_checked && service.server.is_some()) {
            text.push_str(&self.refused(&either_condition(&sides)));
        }
        text
    }

    /// Returns `true` if the requests of a method have rules by which they are validated.
    pub(super) fn has_rules(&self, method: &Method) -> bool {
        let with_rules = self.judged.validated.as_ref();
        with_rules.zip(self.input(method)).is_some_and(|(messages, input)| messages.contains(input))
    }

    /// Returns the path of the checked type of the requests of a method, from the module of the service.
    pub(super) fn checked_type(&self, method: &Method) -> Option<String> {
        let Self { schema, packages, judged, .. } = self;
        let id = method_id(schema, method)?;
        let package = packages.of_file(schema, schema[schema[id].service].file)?;
        let path = judged.checked.as_ref()?.path(schema, packages, package, schema[id].input)?;
        Some(format!("super::{path}"))
    }

    fn input(&self, method: &Method) -> Option<MessageId> {
        method_id(self.schema, method).map(|id| self.schema[id].input)
    }

    /// Returns the statements that validate the variable `request`, if it has rules.
    pub(super) fn checking(&self, method: &Method, grpc: &str) -> String {
        if !self.has_rules(method) {
            String::new()
        } else if method.is_client_streaming {
            format!(
                "let in_json = {grpc}::JsonPaths::are_wanted(&request);\n            \
                 let request = request.map(|requests| {{\n                \
                 {grpc}::checked(requests, move |request| check(request, in_json))\n            }});\n            "
            )
        } else {
            format!("check(request.get_ref(), {grpc}::JsonPaths::are_wanted(&request))?;\n            ")
        }
    }

    /// Returns the function that validates a request.
    fn check(&self, condition: &str) -> String {
        format!(
            "    /// Validates a request. If it was JSON, the error names fields as JSON does.\n\
             {condition}\
             \x20   fn check<M: {validate}::Validate>(request: &M, in_json: bool) -> ::core::result::Result<(), ::tonic::Status> {{\n        \
             request.validate().map_err(|error| refused(&error, in_json))\n    }}\n",
            validate = self.validate(),
        )
    }

    /// Returns the function that parses a request.
    fn parse(&self, condition: &str) -> String {
        format!(
            "    /// Converts a request to its checked type. If it was JSON, the error names fields as JSON does.\n\
             {condition}\
             \x20   fn parse<M, C>(request: M, in_json: bool) -> ::core::result::Result<C, ::tonic::Status>\n    \
             where\n        C: ::core::convert::TryFrom<M, Error = {validate}::ValidationError>,\n    {{\n        \
             C::try_from(request).map_err(|error| refused(&error, in_json))\n    }}\n",
            validate = self.validate(),
        )
    }

    /// Returns the function that makes a status of an error.
    fn refused(&self, condition: &str) -> String {
        format!(
            "    /// Returns the status of a request that is not valid.\n\
             {condition}\
             \x20   fn refused(error: &{validate}::ValidationError, in_json: bool) -> ::tonic::Status {{\n        \
             let parts = {validate}::StatusParts::of(error, in_json);\n        \
             ::tonic::Status::with_details(parts.code.into(), parts.message, parts.details.into())\n    }}\n",
            validate = self.validate(),
        )
    }

    fn validate(&self) -> String {
        format!("{}::validate", self.runtime)
    }
}
