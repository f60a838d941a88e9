//! The pages, one file for each kind, and the parts that several kinds share.

mod badges;
mod changes;
mod enumeration;
mod errors;
mod heading;
mod index;
mod members;
mod message;
mod package;
mod pictures;
mod scalars;
mod service;
mod shell;
mod types;

pub(crate) use changes::changes;
pub(crate) use errors::errors;
pub(crate) use index::index;
pub(crate) use package::package;
pub(crate) use scalars::scalars;

use maud::{Markup, PreEscaped, html};
use pulldown_cmark::HeadingLevel;

use super::elements::full_name;
use super::links::Links;
use super::site::Site;
use super::{markdown, outline};
use protoward_schema::documentation::documentation;
use protoward_schema::{Element, Schema};

/// A page that is being rendered.
#[derive(Clone, Debug)]
pub(crate) struct Page<'s> {
    pub(crate) site: &'s Site<'s>,
    /// The path of the page relative to the site.
    pub(crate) path: String,
}

/// Renders the page of a top-level message, enum or service.
pub(crate) fn declaration(page: &Page<'_>, element: Element) -> Markup {
    match element {
        Element::Message(id) => message::page(page, id),
        Element::Enum(id) => enumeration::page(page, id),
        Element::Service(id) => service::page(page, id),
        Element::File(_) | Element::Field(_) | Element::Oneof(_) | Element::EnumValue(_) | Element::Method(_) => {
            unreachable!("only top-level messages, enums and services have pages")
        }
    }
}

impl<'s> Page<'s> {
    fn schema(&self) -> &'s Schema {
        self.site.schema
    }

    fn links(&self) -> Links<'s> {
        self.site.links()
    }

    /// Returns the URL of an element, if it has one.
    fn href(&self, element: Element) -> Option<String> {
        self.links().href(&self.path, element)
    }

    /// Renders a text as a link to an element, or as it is if the element is not documented.
    fn link(&self, element: Element, text: &str) -> Markup {
        html! {
            @match self.href(element) {
                Some(href) => a href=(href) { (text) },
                None => (text),
            }
        }
    }

    /// Renders a text as a link to the line of an element on the web, or as it is if the address is not known.
    fn source_link(&self, element: Element, text: Markup) -> Markup {
        let url = self.site.settings.source.and_then(|source| source.url(self.schema(), element));
        html! { @match url { Some(url) => a class="source" href=(url) { (text) }, None => (text) } }
    }

    /// Renders the comment of an element.
    fn comment(&self, element: Element) -> Markup {
        let Some(comment) = documentation(self.schema(), element) else { return html! {} };
        let has_page = self.site.paths.page(element).is_some();
        let below = if has_page { HeadingLevel::H1 } else { HeadingLevel::H2 };
        self.markdown(&comment, &full_name(self.schema(), element), below)
    }

    /// Renders Markdown below a heading of the page. Names in it are resolved from a scope.
    fn markdown(&self, text: &str, scope: &str, below: HeadingLevel) -> PreEscaped<String> {
        let links = self.links();
        markdown::html(text, below, |name| links.target_href(&self.path, &links.resolve(scope, name)?))
    }

    /// Returns the first sentence of the comment of an element.
    fn summary(&self, element: Element) -> String {
        documentation(self.schema(), element).map(|comment| markdown::summary(&comment)).unwrap_or_default()
    }

    /// Returns the name of an element without its package.
    fn name_in_package(&self, element: Element) -> String {
        let name = full_name(self.schema(), element);
        match self.schema().package(self.schema().file_of(element)) {
            "" => name,
            package => {
                name.strip_prefix(package).and_then(|name| name.strip_prefix('.')).map_or(name.clone(), str::to_owned)
            }
        }
    }

    /// Returns the package of an element for display, and the URL of its page.
    fn package_link(&self, element: Element) -> (&'s str, Option<String>) {
        let package = self.schema().package(self.schema().file_of(element));
        (outline::title(package), self.links().package_href(&self.path, package))
    }
}

/// Renders the options of an element.
fn options(page: &Page<'_>, element: Element) -> Markup {
    let options = page.site.options.options(element, &page.site.codec);
    if options.is_empty() {
        return html! {};
    }
    html! {
        pre class="options" {
            @for option in &options {
                @match option.extension {
                    Some(id) => (page.link(id.into(), &option.name)),
                    None => (option.name),
                }
                " = " (option.value) "\n"
            }
        }
    }
}
