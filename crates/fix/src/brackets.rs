//! The options of a field or a value, in brackets behind its number.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use super::reserve::separator;
use super::said::{self, Said};
use super::texts::Declared;
use super::tree::Decl;
use protoward_syntax::ast::{CompactOptions, OptionDecl, Span};

/// The options, and behind what they stand, or would.
pub(crate) fn of<'t>(decl: Decl<'t>) -> Option<(Option<&'t CompactOptions>, Span)> {
    match decl {
        Decl::Field(it) => Some((it.options.as_ref(), it.number)),
        Decl::Value(it) => Some((it.options.as_ref(), it.number)),
        _ => None,
    }
}

/// What says the option of this name.
pub(crate) fn find<'t>(declared: &Declared<'t>, name: &str) -> Option<Said<'t>> {
    let (options, _) = of(declared.decl)?;
    said::find(options?.items.iter(), name, declared.text.text)
}

/// From behind the number to the closing bracket.
pub(crate) fn stretch(declared: &Declared<'_>) -> Option<Range<usize>> {
    let (options, number) = of(declared.decl)?;
    let end = options.map_or(number.end, |options| options.span.end);
    Some(number.end as usize..end as usize)
}

/// The edits that give options their values, or take them away.
pub(crate) fn edits(owner: &Declared<'_>, wanted: &BTreeMap<&str, Option<&str>>) -> Vec<(Range<usize>, String)> {
    let Some((options, number)) = of(owner.decl) else { return Vec::new() };
    let text = owner.text.text;
    let items = options.map_or(&[][..], |options| &options.items);
    let (mut edits, mut added, mut removed) = (Vec::new(), Vec::new(), Vec::new());
    let mut parts: BTreeMap<Span, Vec<Range<usize>>> = BTreeMap::new();
    for (&name, &value) in wanted {
        match (said::find(items.iter(), name, text), value) {
            (Some(said), Some(value)) if said.value.of(text) != value => {
                edits.push((said.value.range(), value.to_owned()));
            }
            (Some(Said { part: Some(part), option, .. }), None) => {
                parts.entry(option.value.span).or_default().push(part)
            }
            (Some(Said { option, .. }), None) => removed.push(option.span),
            (None, Some(value)) => match said::add(items.iter(), (name, value), text) {
                Some(edit) => edits.push(edit),
                None => added.push(format!("{name} = {value}")),
            },
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
    for (value, parts) in parts {
        let is_value = |option: &&OptionDecl| option.value.span == value;
        match said::without(text, value, parts) {
            Some(parts) => edits.extend(parts.into_iter().map(|part| (part, String::new()))),
            None => removed.extend(items.iter().find(is_value).map(|option| option.span)),
        }
    }
    let Some(options) = options else {
        let end = number.end as usize;
        return if added.is_empty() { Vec::new() } else { vec![(end..end, format!(" [{}]", added.join(", ")))] };
    };
    let separator = between(text, options);
    let is_kept = |&index: &usize| !removed.contains(&options.items[index].span);
    let kept: Vec<usize> = (0..options.items.len()).filter(is_kept).collect();
    match (kept.first(), kept.last()) {
        (Some(&first), Some(&last)) => {
            remove_around(options, first, &kept, &mut edits);
            // What goes at the end makes room for what comes there.
            let from = options.items[last].span.end as usize;
            let to = options.items.last().map_or(from, |option| option.span.end as usize);
            let added: String = added.iter().map(|option| format!("{separator}{option}")).collect();
            if from != to || !added.is_empty() {
                edits.push((from..to, added));
            }
        }
        _ if added.is_empty() => edits.push((number.end as usize..options.span.end as usize, String::new())),
        _ => {
            let (start, end) = (options.span.start as usize, options.span.end as usize);
            edits.push((start..end, format!("[{}]", added.join(", "))));
        }
    }
    edits
}

/// What stands between two options; where there is one only, and it has a line of its own, a line break.
fn between<'t>(text: &'t str, options: &CompactOptions) -> Cow<'t, str> {
    let spans: Vec<Span> = options.items.iter().map(|option| option.span).collect();
    match &spans[..] {
        [only] => {
            let front = text.get(options.span.start as usize + 1..only.start as usize).unwrap_or_default();
            let has_own_line = front.contains('\n') && front.trim().is_empty();
            if has_own_line { Cow::Owned(format!(",{front}")) } else { Cow::Borrowed(", ") }
        }
        spans => Cow::Borrowed(separator(text, spans)),
    }
}

/// Takes away what is in front of the first option that stays, and what is between two of them.
fn remove_around(options: &CompactOptions, first: usize, kept: &[usize], edits: &mut Vec<(Range<usize>, String)>) {
    let span = |index: usize| options.items[index].span;
    if first > 0 {
        edits.push((span(0).start as usize..span(first).start as usize, String::new()));
    }
    for pair in kept.windows(2).filter(|pair| pair[1] - pair[0] > 1) {
        edits.push((span(pair[0]).end as usize..span(pair[1] - 1).end as usize, String::new()));
    }
}
