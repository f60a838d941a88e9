//! Methods by their verbs: standard methods and those of other patterns.

use super::annotations::operation;
use super::types::{self, OPERATION, message_name};
use crate::context::LintContext;
use protoward_http::{HttpMethod, Rule, rules};
use protoward_http_template::Template;
use protoward_schema::{FieldId, MessageId, MethodId};

/// The verb of a method whose pattern an AIP defines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verb {
    Get,
    List,
    Create,
    Update,
    Delete,
    BatchGet,
    BatchCreate,
    BatchUpdate,
    BatchDelete,
    Undelete,
    Purge,
    Rollback,
    Run,
    Add,
    Remove,
}

/// The verbs of the five standard methods.
const STANDARD: &[Verb] = &[Verb::Get, Verb::List, Verb::Create, Verb::Update, Verb::Delete];

/// Methods of other standards, which have their own forms.
const OTHERS: &[&str] = &["GetIamPolicy", "SetIamPolicy", "TestIamPermissions"];

impl Verb {
    /// Returns the verb as in names of methods.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Get => "Get",
            Self::List => "List",
            Self::Create => "Create",
            Self::Update => "Update",
            Self::Delete => "Delete",
            Self::BatchGet => "BatchGet",
            Self::BatchCreate => "BatchCreate",
            Self::BatchUpdate => "BatchUpdate",
            Self::BatchDelete => "BatchDelete",
            Self::Undelete => "Undelete",
            Self::Purge => "Purge",
            Self::Rollback => "Rollback",
            Self::Run => "Run",
            Self::Add => "Add",
            Self::Remove => "Remove",
        }
    }

    /// Returns the method of HTTP that the pattern requires.
    pub(super) const fn http(self) -> HttpMethod {
        match self {
            Self::Get | Self::List | Self::BatchGet => HttpMethod::Get,
            Self::Update => HttpMethod::Patch,
            Self::Delete => HttpMethod::Delete,
            _ => HttpMethod::Post,
        }
    }

    /// Returns what follows the verb in the name of a method: `Book` of `GetBook`.
    ///
    /// Methods of IAM and streams have other patterns. `CreateOrUpdateBook` and the like are custom methods.
    pub(super) fn noun<'a>(self, cx: &LintContext<'a>, method: MethodId) -> Option<&'a str> {
        let name = name(cx, method);
        let noun = name.strip_prefix(self.word())?;
        let is_word = noun.starts_with(|first: char| first.is_ascii_uppercase());
        let is_combined = noun.starts_with("Or") && noun[2..].starts_with(|first: char| first.is_ascii_uppercase());
        let is_apt = match self {
            // `PurgeQueue` and `BatchGetHistory` are about one resource.
            Self::BatchGet | Self::BatchCreate | Self::BatchUpdate | Self::BatchDelete | Self::Purge => {
                noun.ends_with('s')
            }
            // `DeleteInstances` is a custom method, unless `Instances` is a resource, as `Settings` is.
            Self::Get | Self::Create | Self::Update | Self::Delete if noun.ends_with('s') => {
                find_message(cx, method, noun).is_some()
            }
            // `DeleteAllBooks` deletes what is in a parent.
            Self::Delete => !noun.starts_with("All"),
            // Others return to an earlier state too, without revisions.
            Self::Rollback => find_message(cx, method, &format!("{noun}Revision")).is_some(),
            _ => true,
        };
        let it = &cx.schema[method];
        let is_stream = it.client_streaming || it.server_streaming;
        (is_word && is_apt && !is_combined && !is_stream && !OTHERS.contains(&name)).then_some(noun)
    }
}

/// Returns the name of a method.
pub(super) fn name<'a>(cx: &LintContext<'a>, method: MethodId) -> &'a str {
    cx.schema.text(cx.schema[method].name)
}

/// Verbs that are the whole name of a method in services of one resource, such as `Instances.Insert`.
const BARE: &[&str] = &["Get", "List", "Create", "Insert", "Update", "Patch", "Delete", "AggregatedList"];

/// Returns `true` for a standard method, or one of IAM.
pub(super) fn is_standard(cx: &LintContext<'_>, method: MethodId) -> bool {
    let name = name(cx, method);
    OTHERS.contains(&name) || BARE.contains(&name) || STANDARD.iter().any(|verb| verb.noun(cx, method).is_some())
}

/// Returns the request message of a method if it belongs to the method by its name, and to the checked files. Others are
/// shared, or are checked where they are declared.
pub(super) fn request(cx: &LintContext<'_>, method: MethodId) -> Option<MessageId> {
    let input = cx.schema[method].input;
    let is_own = message_name(cx, input).strip_suffix("Request") == Some(name(cx, method));
    (is_own && cx.has(cx.schema[input].file)).then_some(input)
}

/// Returns the response message of a method if it belongs to the method by its name, and to the checked files.
pub(super) fn response(cx: &LintContext<'_>, method: MethodId) -> Option<MessageId> {
    let output = cx.schema[method].output;
    let is_own = message_name(cx, output).strip_suffix("Response") == Some(name(cx, method));
    (is_own && cx.has(cx.schema[output].file)).then_some(output)
}

/// Returns `true` if a method returns a long-running operation.
pub(super) fn is_long_running(cx: &LintContext<'_>, method: MethodId) -> bool {
    types::is_message(cx, cx.schema[method].output, OPERATION)
}

/// Returns the simple name of the type that a method returns in the end; empty if the operation does not state it.
pub(super) fn result(cx: &LintContext<'_>, method: MethodId) -> String {
    if !is_long_running(cx, method) {
        return message_name(cx, cx.schema[method].output).to_owned();
    }
    let response = operation(cx, method).map(|it| it.response).unwrap_or_default();
    response.rsplit('.').next().unwrap_or_default().to_owned()
}

/// Returns the message that a method returns in the end, if the schema contains it.
pub(super) fn result_message(cx: &LintContext<'_>, method: MethodId) -> Option<MessageId> {
    if !is_long_running(cx, method) {
        return Some(cx.schema[method].output);
    }
    find_message(cx, method, &operation(cx, method)?.response)
}

/// Returns the message with a name that is relative to the package of a method, or full.
pub(super) fn find_message(cx: &LintContext<'_>, method: MethodId, name: &str) -> Option<MessageId> {
    let package = cx.schema.package(cx.schema[cx.schema[method].service].file);
    cx.schema.find_message(&protoward_schema::qualified(package, name)).or_else(|| cx.schema.find_message(name))
}

/// Returns the field of a request that holds a resource: of the type with the name of the noun.
pub(super) fn resource_field(cx: &LintContext<'_>, request: MessageId, noun: &str) -> Option<FieldId> {
    let mut fields = cx.schema[request].fields.iter().copied();
    fields.find(|&field| types::message(cx, field).is_some_and(|message| message_name(cx, message) == noun))
}

/// An http rule of a method with its parts.
pub(super) struct Route {
    pub(super) rule: Rule,
    pub(super) verb: HttpMethod,
    pub(super) path: String,
    pub(super) template: Template,
}

impl Route {
    /// Returns the variables of the path, with dots.
    pub(super) fn variables(&self) -> Vec<String> {
        self.template.variables().iter().map(|variable| variable.dotted()).collect()
    }
}

/// Returns the http rules of a method that are readable.
pub(super) fn routes(cx: &LintContext<'_>, method: MethodId) -> Vec<Route> {
    let read = |rule: Rule| {
        let (verb, path) = rule.pattern.clone()?;
        let template = Template::parse(&path).ok()?;
        Some(Route { rule, verb, path, template })
    };
    rules(cx.schema, method).into_iter().filter_map(read).collect()
}
