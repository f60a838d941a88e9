//! The page of the files that do not compile.

use maud::{Markup, html};
use pulldown_cmark::HeadingLevel;

use super::Page;
use super::shell::{PageContent, render};
use crate::broken_file::FileError;
use protoward_source::count;

pub(crate) fn errors(page: &Page<'_>) -> Markup {
    let broken = page.site.settings.broken;
    let title = "Errors".to_owned();
    let body = html! {
        h1 { (title) }
        p { "The declarations of " (count(broken.len(), "file")) " are missing in this site, because of these errors." }
        @for file in broken {
            h2 { code { (file.path) } }
            ul class="members" { @for error in &file.errors { li { (described(page, error)) } } }
        }
    };
    render(page, &PageContent { title, above: Vec::new(), sections: Vec::new(), body })
}

/// Renders an error, whose texts have code between backticks.
fn described(page: &Page<'_>, error: &FileError) -> Markup {
    html! {
        @if !error.place.is_empty() { p class="fact" { code { (error.place) } } }
        (page.markdown(&error.message, "", HeadingLevel::H2))
        @if let Some(help) = &error.help { (page.markdown(help, "", HeadingLevel::H2)) }
    }
}
