//! The page of the files that do not compile.

use maud::{Markup, html};

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
            ul class="members" { @for error in &file.errors { li { (described(error)) } } }
        }
    };
    render(page, &PageContent { title, above: Vec::new(), sections: Vec::new(), body })
}

fn described(error: &FileError) -> Markup {
    html! {
        p { @if !error.place.is_empty() { code { (error.place) } " " } (error.message) }
        @if let Some(help) = &error.help { p class="fact" { (help) } }
    }
}
