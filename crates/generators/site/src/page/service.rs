//! The page of a service.

use maud::{Markup, html};

use super::badges::badges;
use super::heading::heading;
use super::members::{details, removals, removed};
use super::shell::{PageContent, SectionLink, render};
use super::types::name;
use super::{Page, pictures};
use crate::links::place;
use protoward_schema::{Element, MethodId, ServiceId};

/// Renders the page of a service.
pub(super) fn page(page: &Page<'_>, id: ServiceId) -> Markup {
    let schema = page.schema();
    let element = Element::Service(id);
    let (package, href) = page.package_link(element);
    let methods = &schema[id].methods;
    let link = |&id: &MethodId| SectionLink::new(place(schema, id.into()).anchor, schema.name(id.into()));
    let removals = removals(page, element);
    let history = pictures::history(page, element);
    let body = html! {
        (heading(page, element))
        (details(page, element))
        @for &id in methods { (method(page, id)) }
        @if !removals.is_empty() {
            ul class="members" { @for removal in &removals { (removed(removal)) } }
        }
        @if let Some(history) = &history { (history) }
    };
    let title = schema.name(element).to_owned();
    let to_history = history.map(|_| SectionLink::new("-history", "History"));
    let sections = methods.iter().map(link).chain(to_history).collect();
    render(page, &PageContent { title, above: vec![(package.to_owned(), href)], sections, body })
}

fn method(page: &Page<'_>, id: MethodId) -> Markup {
    let schema = page.schema();
    let element = Element::Method(id);
    let anchor = place(schema, element).anchor;
    html! {
        section class="method" {
            h2 id=(anchor) { a href={ "#" (anchor) } { (schema.name(element)) } (badges(page, element)) }
            (signature(page, id))
            (http_rules(page, id))
            (details(page, element))
        }
    }
}

fn signature(page: &Page<'_>, id: MethodId) -> Markup {
    let schema = page.schema();
    let method = &page.schema()[id];
    let kind = match (method.client_streaming, method.server_streaming) {
        (false, false) => None,
        (true, false) => Some("client streaming"),
        (false, true) => Some("server streaming"),
        (true, true) => Some("bidirectional streaming"),
    };
    let idempotency = match method.options.idempotency_level() {
        Some(1) => Some("no side effects"),
        Some(2) => Some("idempotent"),
        _ => None,
    };
    html! {
        p class="signature" {
            code {
                span class="keyword" { "rpc" } " " (schema.name(id.into())) "("
                @if method.client_streaming { span class="keyword" { "stream" } " " }
                (name(page, method.input.into())) ") " span class="keyword" { "returns" } " ("
                @if method.server_streaming { span class="keyword" { "stream" } " " }
                (name(page, method.output.into())) ")"
            }
            @for tag in [kind, idempotency].into_iter().flatten() { span class="tag" { (tag) } }
        }
    }
}

/// Renders the rules of `google.api.http`.
fn http_rules(page: &Page<'_>, id: MethodId) -> Markup {
    let rules = protoward_http::rules(page.schema(), id);
    html! {
        @if !rules.is_empty() {
            ul class="http" aria-label="HTTP" {
                @for rule in &rules {
                    @if let Some((verb, path)) = &rule.pattern {
                        li {
                            code { span class="keyword" { (verb.name()) } " " (path) }
                            @if !rule.body.is_empty() { span class="tag" { "body " code { (rule.body) } } }
                            @if !rule.response_body.is_empty() {
                                span class="tag" { "response body " code { (rule.response_body) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
