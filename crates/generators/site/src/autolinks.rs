//! Bare URLs in text as links, as in GitHub's Markdown: <https://github.github.com/gfm/#autolinks-extension->. Unlike there, `www.`
//! and addresses of mail alone are text.

use std::ops::Range;

use pulldown_cmark::{CowStr, Event, LinkType, Tag, TagEnd};

/// Makes links of the URLs in text, except in links and in code.
pub(crate) fn linked<'e>(events: impl Iterator<Item = Event<'e>>) -> impl Iterator<Item = Event<'e>> {
    let mut depth = 0_usize;
    events.flat_map(move |event| {
        match &event {
            Event::Start(Tag::Link { .. } | Tag::CodeBlock(_)) => depth += 1,
            Event::End(TagEnd::Link | TagEnd::CodeBlock) => depth = depth.saturating_sub(1),
            Event::Text(text) if depth == 0 && text.contains("://") => {
                return None.into_iter().chain(divided(text));
            }
            _ => {}
        }
        Some(event).into_iter().chain(Vec::new())
    })
}

/// Returns a text with its URLs as links.
fn divided<'e>(text: &str) -> Vec<Event<'e>> {
    let own = |part: &str| CowStr::from(part.to_owned());
    let mut events = Vec::new();
    let mut end = 0;
    for url in urls(text) {
        let link = Tag::Link {
            link_type: LinkType::Autolink,
            dest_url: own(&text[url.clone()]),
            title: CowStr::from(""),
            id: CowStr::from(""),
        };
        events.push(Event::Text(own(&text[end..url.start])));
        events.extend([Event::Start(link), Event::Text(own(&text[url.clone()])), Event::End(TagEnd::Link)]);
        end = url.end;
    }
    events.push(Event::Text(own(&text[end..])));
    events
}

/// Returns the places of URLs in a text.
fn urls(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, mark) in text.match_indices("://") {
        let start = found.last().map_or(0, |url| url.end);
        let Some(before) = text.get(start..at) else { continue };
        let scheme = ["https", "http"].into_iter().find(|scheme| ends_with(before, scheme));
        let Some(start) = scheme.map(|scheme| at - scheme.len()) else { continue };
        let is_start = text[..start].chars().next_back().is_none_or(|it| it.is_whitespace() || "*_~(".contains(it));
        let path = at + mark.len();
        let end = text[path..].find(|it: char| it.is_whitespace() || it == '<').map_or(text.len(), |end| path + end);
        let end = start + without_punctuation(&text[start..end]).len();
        if is_start && text[path..].starts_with(char::is_alphanumeric) {
            found.push(start..end);
        }
    }
    found
}

fn ends_with(text: &str, scheme: &str) -> bool {
    let start = text.len().checked_sub(scheme.len()).and_then(|start| text.get(start..));
    start.is_some_and(|end| end.eq_ignore_ascii_case(scheme))
}

/// Returns a URL without the punctuation of the sentence around it.
fn without_punctuation(url: &str) -> &str {
    let mut url = url;
    loop {
        let is_unbalanced = || url.matches(')').count() > url.matches('(').count();
        url = match url.chars().next_back() {
            Some(last) if "?!.,:;*_~'\"".contains(last) => &url[..url.len() - last.len_utf8()],
            Some(')') if is_unbalanced() => &url[..url.len() - 1],
            _ => return url,
        };
    }
}
