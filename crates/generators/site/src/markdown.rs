//! Comments as HTML.
//!
//! Comments are Markdown: <https://google.aip.dev/192>. They are not trusted. HTML in them is shown as text, images become
//! links, and URLs have one of the schemes of [`SCHEMES`].

use std::cell::RefCell;

use maud::PreEscaped;
use pulldown_cmark::{
    BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream, html,
};

use super::autolinks;
use super::links::is_name;
use protoward_schema::documentation::first_sentence;

/// The schemes of links in comments.
const SCHEMES: [&str; 3] = ["http://", "https://", "mailto:"];

/// The first character of a URL that is the index of a reference. Links in comments cannot create other URLs of the site,
/// because their text is looked up.
const REFERENCE: char = '\u{1}';

/// The maximum number of characters of a summary.
const LONGEST_SUMMARY: usize = 160;

/// Renders a comment below a heading of a page. `href` returns the URL of a declaration or package by its name.
pub(crate) fn html(comment: &str, below: HeadingLevel, href: impl Fn(&str) -> Option<String>) -> PreEscaped<String> {
    if is_plain(comment) { PreEscaped(format!("<p>{comment}</p>\n")) } else { parsed(comment, below, href) }
}

/// Returns `true` for a single paragraph without Markdown or HTML. Most comments need no parser.
fn is_plain(comment: &str) -> bool {
    let is_text = |line: &str| line.starts_with(char::is_alphabetic) && !line.ends_with(char::is_whitespace);
    let is_mark = |byte: &u8| MARKS.contains(byte) || (byte.is_ascii_control() && *byte != b'\n');
    let is_text = !comment.is_empty() && comment.split('\n').all(is_text);
    is_text && !comment.as_bytes().iter().any(is_mark) && !comment.contains("://")
}

/// The characters that can begin something other than text in a line that begins with a letter.
const MARKS: &[u8] = b"&<>[]`*_~\\!|";

fn parsed(comment: &str, below: HeadingLevel, href: impl Fn(&str) -> Option<String>) -> PreEscaped<String> {
    let references = RefCell::new(Vec::new());
    let broken = |link: BrokenLink<'_>| {
        let name = link.reference.trim_matches('`');
        let url = match href(name) {
            Some(url) => {
                let mut references = references.borrow_mut();
                references.push(url);
                format!("{REFERENCE}{}", references.len() - 1)
            }
            None if is_explicit(link.link_type) && is_name(name) => String::new(),
            None => return None,
        };
        Some((CowStr::from(url), CowStr::from("")))
    };
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let parser = Parser::new_with_broken_link_callback(comment, options, Some(broken));
    let mut safe = SafeEvents { references: &references, links: Vec::new(), below, headings: Vec::new() };
    let mut out = String::with_capacity(comment.len() * 5 / 4);
    let events = TextMergeStream::new(parser).filter_map(|event| safe.event(event));
    html::push_html(&mut out, autolinks::linked(events));
    PreEscaped(out)
}

/// Returns the first sentence of a comment as text, without marks of Markdown.
pub(crate) fn summary(comment: &str) -> String {
    let sentence = first_sentence(comment);
    let text = if sentence.contains(['`', '*', '_', '[', '<', '\\', '&', '#', '>', '~', '-']) {
        plain(&sentence)
    } else {
        sentence
    };
    match text.char_indices().nth(LONGEST_SUMMARY) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text,
    }
}

fn plain(markdown: &str) -> String {
    let broken = |link: BrokenLink<'_>| is_explicit(link.link_type).then(|| (CowStr::from(""), CowStr::from("")));
    let mut text = String::new();
    for event in Parser::new_with_broken_link_callback(markdown, Options::empty(), Some(broken)) {
        match event {
            Event::Text(part) | Event::Code(part) | Event::Html(part) | Event::InlineHtml(part) => text.push_str(&part),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    text
}

/// Returns `true` for `[text][name]` and `[name][]`, which are references even if the name is not known.
fn is_explicit(link: LinkType) -> bool {
    !matches!(link, LinkType::Shortcut | LinkType::ShortcutUnknown)
}

/// A filter that leaves only safe events.
struct SafeEvents<'a> {
    references: &'a RefCell<Vec<String>>,
    /// For each open link and image: `true` if it is a link in the output.
    links: Vec<bool>,
    /// The heading of the page above the comment.
    below: HeadingLevel,
    /// The last heading of the comment, and before it those above it, as they are in the comment.
    headings: Vec<HeadingLevel>,
}

impl SafeEvents<'_> {
    fn event<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        Some(match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(Tag::Heading { level, .. }) => {
                self.headings.retain(|&above| above < level);
                self.headings.push(level);
                Event::Start(Tag::Heading { level: self.level(), id: None, classes: Vec::new(), attrs: Vec::new() })
            }
            Event::End(TagEnd::Heading(_)) => Event::End(TagEnd::Heading(self.level())),
            Event::Start(Tag::Link { dest_url, title, .. } | Tag::Image { dest_url, title, .. }) => {
                let url = self.url(&dest_url).filter(|_| !self.links.contains(&true));
                self.links.push(url.is_some());
                Event::Start(Tag::Link {
                    link_type: LinkType::Inline,
                    dest_url: url?.into(),
                    title,
                    id: CowStr::from(""),
                })
            }
            Event::End(TagEnd::Link | TagEnd::Image) => match self.links.pop() {
                Some(true) => Event::End(TagEnd::Link),
                _ => return None,
            },
            event => event,
        })
    }

    /// Returns the level in the page of the last heading. No level is left out, whatever the first one of the comment is.
    fn level(&self) -> HeadingLevel {
        let level = self.below as usize + self.headings.len();
        HeadingLevel::try_from(level).unwrap_or(HeadingLevel::H6)
    }

    /// Returns the URL to use for one in a comment; `None` if it must not be a link.
    fn url(&self, url: &str) -> Option<String> {
        if let Some(index) = url.strip_prefix(REFERENCE) {
            return self.references.borrow().get(index.parse::<usize>().ok()?).cloned();
        }
        // An address in angle brackets has no scheme.
        if url.contains('@') && !url.contains([':', '/']) {
            return Some(format!("mailto:{url}"));
        }
        let starts_with =
            |scheme: &str| url.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme));
        SCHEMES.iter().any(|scheme| starts_with(scheme)).then(|| url.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(comment: &str) -> String {
        html(comment, HeadingLevel::H2, |name| (name == "shop.Order").then(|| "../shop/Order.html".to_owned()))
            .into_string()
    }

    #[test]
    fn html_is_text() {
        for comment in ["<script>alert(1)</script>", "a <img src=x onerror=alert(1)> b", "<!-- a -->", "<div>\n\nb"] {
            let html = rendered(comment);
            let tags = html.replace("<p>", "").replace("</p>", "");
            assert!(!tags.contains('<'), "{html}");
        }
        assert_eq!(rendered("<b>\"x\"</b>"), "<p>&lt;b&gt;\"x\"&lt;/b&gt;</p>\n");
    }

    #[test]
    fn links_have_safe_schemes() {
        for comment in [
            "[a](javascript:alert(1))",
            "[a](JavaScript:alert(1))",
            "[a](&#106;avascript:alert(1))",
            "[a]( java\tscript:alert(1))",
            "<javascript:alert(1)>",
            "[a](data:text/html,x)",
            "[a](vbscript:x)",
            "[a](../../x.html)",
            "[a](//example.com)",
            "[a](\u{1}0)",
            "![a](javascript:alert(1))",
            "[a][x]\n\n[x]: javascript:alert(1)",
        ] {
            assert!(!rendered(comment).contains("href"), "{comment}: {}", rendered(comment));
        }
        let quoted = "<p><a href=\"https://x.y/%22%3E\" title=\"&quot;&lt;b&gt;\">a</a></p>\n";
        assert_eq!(rendered("[a](https://x.y/%22%3E '\"<b>')"), quoted);
        assert_eq!(rendered("<me@x.org>"), "<p><a href=\"mailto:me@x.org\">me@x.org</a></p>\n");
    }

    #[test]
    fn bare_urls_are_links() {
        let link = |url: &str| format!("<a href=\"{url}\">{url}</a>");
        let url = link("https://x.org/a_b/?q=1#c");
        for (comment, expected) in [
            ("See https://x.org/a_b/?q=1#c for details.", format!("See {url} for details.")),
            ("https://x.org/a_b/?q=1#c.", format!("{url}.")),
            ("(https://x.org/a_b/?q=1#c)", format!("({url})")),
            ("**https://x.org/a_b/?q=1#c**", format!("<strong>{url}</strong>")),
            ("https://x.org/(a)", link("https://x.org/(a)")),
            ("http://a http://b", format!("{} {}", link("http://a"), link("http://b"))),
            ("HTTP://x.org", link("HTTP://x.org")),
            (
                "https://x.org/\"onclick=\"a",
                "<a href=\"https://x.org/%22onclick=%22a\">https://x.org/\"onclick=\"a</a>".to_owned(),
            ),
            // No URLs, or not alone.
            ("`https://x.org`", "<code>https://x.org</code>".to_owned()),
            ("[https://x.org](https://y.org)", "<a href=\"https://y.org\">https://x.org</a>".to_owned()),
            ("ahttps://x.org ftp://x.org https:// x://", "ahttps://x.org ftp://x.org https:// x://".to_owned()),
            ("javascript://x.org", "javascript://x.org".to_owned()),
        ] {
            assert_eq!(rendered(comment), format!("<p>{expected}</p>\n"), "{comment}");
        }
        assert_eq!(rendered("```\nhttps://x.org\n```"), "<pre><code>https://x.org\n</code></pre>\n");
    }

    #[test]
    fn images_are_links() {
        assert_eq!(rendered("![a](https://x.y/z.png)"), "<p><a href=\"https://x.y/z.png\">a</a></p>\n");
        assert_eq!(rendered("[![a](https://x.y/z.png)](https://x.y)"), "<p><a href=\"https://x.y\">a</a></p>\n");
    }

    #[test]
    fn references_are_links() {
        let link = |text: &str| format!("<p><a href=\"../shop/Order.html\">{text}</a></p>\n");
        assert_eq!(rendered("[shop.Order]"), link("shop.Order"));
        assert_eq!(rendered("[shop.Order][]"), link("shop.Order"));
        assert_eq!(rendered("[an order][shop.Order]"), link("an order"));
        assert_eq!(rendered("[`shop.Order`][]"), link("<code>shop.Order</code>"));
        assert_eq!(rendered("[x][shop.Gone] [shop.Gone][] [0] [note]"), "<p>x shop.Gone [0] [note]</p>\n");
    }

    #[test]
    fn renders_plain_text_as_the_parser() {
        for comment in [
            "Gets a book.",
            "Gets a book: \"x\", 'y' (z) - at x.org/?q=1#a.\nAlso 1. this\nand = that; {a} $b$ 100 %.",
            "Ünïcode – and “quotes”",
            "a\nb",
        ] {
            assert!(is_plain(comment), "{comment}");
            assert_eq!(rendered(comment), parsed(comment, HeadingLevel::H2, |_| None).into_string());
        }
        let others = [
            "",
            "a  \nb",
            "a\n\nb",
            "a\n- b",
            "a\n---",
            "a\n===",
            "1. a",
            "    a",
            "a & b",
            "a\\",
            "a\tb\r",
            "a | b\n--|--",
        ];
        assert!(others.iter().all(|comment| !is_plain(comment)));
    }

    #[test]
    fn headings_are_below_those_of_the_page() {
        assert_eq!(rendered("# A"), "<h3>A</h3>\n");
        let levels = rendered("### A\n##### B\n#### C\n## D\n# E\n## F\n### G\n#### H\n##### I");
        let levels: Vec<&str> = levels.lines().map(|line| &line[1..3]).collect();
        assert_eq!(levels, ["h3", "h4", "h4", "h3", "h3", "h4", "h5", "h6", "h6"]);
    }

    #[test]
    fn summaries_are_plain_text() {
        assert_eq!(summary("Gets `a` *book* of a [shelf][x.Shelf] <b>. More."), "Gets a book of a shelf <b>");
        assert_eq!(summary(&"x ".repeat(200)).chars().count(), LONGEST_SUMMARY);
    }
}
