//! Request paths that distinguish two routers.
//!
//! Templates are compared by the paths that they match. The result depends only on which other templates match a
//! path, and on their order. It therefore suffices to try the most general paths of a template. One is its own path,
//! in which every wildcard has a value that is no literal of any template. The others are, for each other template,
//! the most general path that both match. Every other path is matched at least by the same templates. A `**` is tried
//! with every number of segments up to the longest template, and with empty segments, which only `**` matches.

use std::collections::BTreeSet;

use protoward_http_template::{Segment, Template};

/// Returns the paths of a template to try against other templates, the simplest first.
///
/// `sample` returns a value for the wildcard at a segment if its type restricts the text.
pub(super) fn paths(
    template: &Template,
    rivals: &[&Template],
    sample: impl Fn(usize) -> Option<String>,
) -> Vec<String> {
    let literals = rivals.iter().chain([&template]).flat_map(|template| template.segments()).filter_map(literal);
    let probe = Probe { template, literals: literals.collect(), sample };
    let mut paths = Vec::new();
    for length in probe.lengths(rivals) {
        let Some(own) = slots(template, length) else { continue };
        paths.push(probe.alone(&own, WildcardValues::Plain));
        let rivals = rivals.iter().filter_map(|rival| Some((slots(rival, length)?, rival.verb())));
        for (slots, verb) in rivals {
            paths.extend(probe.beside(&own, &slots, verb, WildcardValues::Plain));
            paths.extend(probe.beside(&own, &slots, verb, WildcardValues::Empty));
        }
        paths.push(probe.alone(&own, WildcardValues::Empty));
        paths.push(probe.alone(&own, WildcardValues::Slash));
    }
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    paths
}

/// One segment of a path, according to a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Slot<'t> {
    Literal(&'t str),
    /// `*`, with the index of its segment in the template.
    Single(usize),
    /// A segment matched by `**`.
    Multi,
}

/// The texts that stand for wildcards in a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WildcardValues {
    Plain,
    /// The segments of `**` are empty.
    Empty,
    /// Each value contains an escaped slash, which variables of one and of several segments decode differently.
    Slash,
}

/// The template whose last segment contains the custom verb of the other.
enum VerbInSegment<'t> {
    /// Both have the same verb or none.
    Nowhere,
    Here(&'t str),
    There(&'t str),
}

struct Probe<'t, F> {
    template: &'t Template,
    literals: BTreeSet<&'t str>,
    sample: F,
}

impl<F: Fn(usize) -> Option<String>> Probe<'_, F> {
    /// Returns the numbers of segments to try.
    fn lengths(&self, rivals: &[&Template]) -> Vec<usize> {
        let own = self.template.segments().len();
        if !self.template.segments().contains(&Segment::Multi) {
            return vec![own];
        }
        let longest = rivals.iter().map(|rival| rival.segments().len()).fold(own, usize::max) + 1;
        std::iter::once(own).chain((own - 1..=longest).filter(|&length| length != own)).collect()
    }

    /// Returns a path that matches as few other templates as possible.
    fn alone(&self, own: &[Slot<'_>], filling: WildcardValues) -> String {
        let texts = own.iter().enumerate().map(|(at, slot)| escaped(&self.text(*slot, at, filling)));
        written(texts.collect(), self.template.verb())
    }

    /// Returns a path that matches this template, a rival, and as few others as possible; `None` if no path matches
    /// both.
    fn beside(
        &self,
        own: &[Slot<'_>],
        other: &[Slot<'_>],
        verb: Option<&str>,
        filling: WildcardValues,
    ) -> Option<String> {
        let absorbed = absorbed(self.template.verb(), verb)?;
        let met = |at: usize| self.met(own[at], other[at], at, filling).map(|text| escaped(&text));
        let last = own.len().checked_sub(1);
        let mut texts = (0..last.unwrap_or_default()).map(met).collect::<Option<Vec<String>>>()?;
        match (last, absorbed) {
            (None, VerbInSegment::Nowhere) => {}
            (None, _) => return None,
            (Some(last), VerbInSegment::Nowhere) => texts.push(met(last)?),
            (Some(last), VerbInSegment::Here(suffix)) => {
                let text = self.text(other[last], last, WildcardValues::Plain);
                own[last].takes(&format!("{text}:{suffix}")).then_some(())?;
                texts.push(format!("{}:{}", escaped(&text), escaped(suffix)));
            }
            (Some(last), VerbInSegment::There(suffix)) => {
                let text = match other[last] {
                    Slot::Literal(literal) => literal.strip_suffix(suffix)?.strip_suffix(':')?.to_owned(),
                    Slot::Single(_) | Slot::Multi => self.text(own[last], last, WildcardValues::Plain),
                };
                own[last].takes(&text).then_some(())?;
                texts.push(escaped(&text));
            }
        }
        Some(written(texts, self.template.verb()))
    }

    /// Returns the text of a segment that both templates match.
    fn met(&self, own: Slot<'_>, other: Slot<'_>, at: usize, filling: WildcardValues) -> Option<String> {
        match (own, other) {
            (Slot::Literal(one), Slot::Literal(two)) => (one == two).then(|| one.to_owned()),
            (Slot::Literal(text), _) | (_, Slot::Literal(text)) => Some(text.to_owned()),
            (Slot::Multi, Slot::Multi) => Some(self.text(own, at, filling)),
            (Slot::Single(_) | Slot::Multi, Slot::Single(_)) | (Slot::Single(_), Slot::Multi) => {
                Some(self.text(own, at, WildcardValues::Plain))
            }
        }
    }

    /// Returns the text of a segment; a wildcard gets a value that is no literal of any template.
    fn text(&self, slot: Slot<'_>, at: usize, filling: WildcardValues) -> String {
        let sample = match slot {
            Slot::Literal(text) => return text.to_owned(),
            Slot::Multi if filling == WildcardValues::Empty => return String::new(),
            Slot::Single(segment) => (self.sample)(segment),
            Slot::Multi => None,
        };
        let is_free = |text: &String| !self.literals.contains(text.as_str());
        let numbers = (at + 1..).map(|number| match filling {
            WildcardValues::Slash => format!("{number}/{number}"),
            WildcardValues::Plain | WildcardValues::Empty => number.to_string(),
        });
        let text = sample.into_iter().chain(numbers).find(is_free);
        text.expect("there are more numbers than literals")
    }
}

impl Slot<'_> {
    fn takes(self, text: &str) -> bool {
        match self {
            Slot::Literal(literal) => literal == text,
            Slot::Single(_) | Slot::Multi => true,
        }
    }
}

/// Returns the segments of a path of this length; `None` if the template matches no such path.
fn slots(template: &Template, length: usize) -> Option<Vec<Slot<'_>>> {
    let segments = template.segments();
    let is_multi = segments.contains(&Segment::Multi);
    let fits = if is_multi { length + 1 >= segments.len() } else { length == segments.len() };
    let multi = (length + 1).saturating_sub(segments.len());
    let slots = segments.iter().enumerate().flat_map(|(at, segment)| match segment {
        Segment::Literal(text) => vec![Slot::Literal(text.as_str())],
        Segment::Single => vec![Slot::Single(at)],
        Segment::Multi => vec![Slot::Multi; multi],
    });
    fits.then(|| slots.collect())
}

fn literal(segment: &Segment) -> Option<&str> {
    match segment {
        Segment::Literal(text) => Some(text),
        Segment::Single | Segment::Multi => None,
    }
}

/// Returns how paths that match both verbs end; `None` if there are none.
fn absorbed<'t>(own: Option<&'t str>, other: Option<&'t str>) -> Option<VerbInSegment<'t>> {
    let front = |verb: &'t str, end: &str| verb.strip_suffix(end)?.strip_suffix(':');
    match (own, other) {
        (None, None) => Some(VerbInSegment::Nowhere),
        (None, Some(other)) => Some(VerbInSegment::Here(other)),
        (Some(own), None) => Some(VerbInSegment::There(own)),
        (Some(own), Some(other)) if own == other => Some(VerbInSegment::Nowhere),
        (Some(own), Some(other)) => {
            let here = front(other, own).map(VerbInSegment::Here);
            here.or_else(|| front(own, other).map(VerbInSegment::There))
        }
    }
}

/// Escapes a path segment, including `:`, so that it contains no verb.
fn escaped(text: &str) -> String {
    Segment::Literal(text.to_owned()).to_string().replace(':', "%3A")
}

fn written(segments: Vec<String>, verb: Option<&str>) -> String {
    let verb = verb.map(|verb| format!(":{}", Segment::Literal(verb.to_owned()))).unwrap_or_default();
    format!("/{}{verb}", segments.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(template: &str, rivals: &[&str], expected: &[&str]) {
        let parse = |text: &str| Template::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let rivals: Vec<Template> = rivals.iter().map(|text| parse(text)).collect();
        let found = paths(&parse(template), &rivals.iter().collect::<Vec<_>>(), |_| None);
        let plain: Vec<&str> = found.iter().map(String::as_str).filter(|path| !path.contains("%2F")).collect();
        assert_eq!(plain, expected, "{template} beside {rivals:?}");
    }

    #[test]
    fn returns_its_own_path_and_one_per_rival() {
        check("/v1/{id}", &[], &["/v1/2"]);
        check("/v1/{id}", &["/v1/me", "/v2/{id}", "/v1/a/b", "/{a}/{b=**}"], &["/v1/2", "/v1/me"]);
        check("/v1/{id}", &["/v1/2"], &["/v1/3", "/v1/2"]);
        check("/v1/a/{b}", &["/v1/{a}/c"], &["/v1/a/3", "/v1/a/c"]);
    }

    #[test]
    fn tries_several_numbers_of_segments() {
        let all = ["/a/2", "/a/b", "/a/", "/a", "/a/2/3", "/a/b/3", "/a/b/", "/a//"];
        check("/a/{b=**}", &["/a/b/{c=**}"], &[&all[..], &["/a/2/3/4", "/a/b/3/4", "/a/b//", "/a///"]].concat());
    }

    #[test]
    fn matches_a_verb_as_part_of_a_segment() {
        check("/v1/{id}", &["/v1/{id}:run"], &["/v1/2", "/v1/2:run"]);
        check("/v1/{id}:run", &["/v1/{id}"], &["/v1/2:run"]);
        check("/v1/{id}:run", &["/v1/{id}:a:run"], &["/v1/2:run", "/v1/2:a:run"]);
        check("/v1/{id}:run", &["/v1/a:run/b", "/v1/{id}:stop"], &["/v1/2:run"]);
        check("/v1/a/b", &["/v1/a/b:run"], &["/v1/a/b"]);
    }
}
