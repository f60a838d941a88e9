//! Rules of strings and bytes: lengths that contradict each other, parts that do not fit into them, and invalid patterns.

use super::bounds;
use super::containers::counts;
use crate::file_checker::FileChecker;
use protoward_constraints::View;
use protoward_constraints::cel::value::Value;
use protoward_constraints::re2;

/// The value of `KNOWN_REGEX_UNSPECIFIED`.
const UNSPECIFIED: i64 = 0;
/// Checks the rules of strings. Returns `true` if a rule cannot run.
pub(super) fn string(cx: &mut FileChecker<'_>, view: &View<'_, '_>) -> bool {
    bounds::constant(cx, view);
    lengths(cx, view, ["len", "min_len", "max_len"]);
    lengths(cx, view, ["len_bytes", "min_bytes", "max_bytes"]);
    characters_and_bytes(cx, view);
    parts(cx, view);
    strict(cx, view);
    pattern(cx, view)
}

/// Checks the rules of bytes. Returns `true` if a rule cannot run.
pub(super) fn bytes(cx: &mut FileChecker<'_>, view: &View<'_, '_>) -> bool {
    bounds::constant(cx, view);
    lengths(cx, view, ["len", "min_len", "max_len"]);
    for name in ["prefix", "suffix", "contains"] {
        let length = match view.get(name) {
            Some(Value::Bytes(bytes)) => bytes.len() as u64,
            _ => continue,
        };
        if let Some(most) = view.uint("max_len").filter(|&most| length > most) {
            too_long(cx, view, name, &format!("{length} bytes"), ("max_len", most));
        }
    }
    pattern(cx, view)
}

fn lengths(cx: &mut FileChecker<'_>, view: &View<'_, '_>, [exact, least, most]: [&str; 3]) {
    if view.has(exact) {
        for name in [least, most].into_iter().filter(|name| view.has(name)) {
            let message = format!("`{}` makes `{}` useless: remove it", view.name_of(exact), view.name_of(name));
            cx.problem(&view.path_of(name), message);
        }
    }
    counts(cx, view, least, most);
    if view.has(least) && view.uint(least) == view.uint(most) {
        let low = view.name_of(least);
        let high = view.name_of(most);
        let message = format!("`{low}` and `{high}` are equal: write `{}` instead", view.name_of(exact));
        cx.problem(&view.path_of(least), message.clone());
        cx.problem(&view.path_of(most), message);
    }
}

/// Compares lengths in characters with those in bytes: a character has one to four.
fn characters_and_bytes(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    let both = |cx: &mut FileChecker<'_>, one: &str, other: &str, message: String| {
        cx.problem(&view.path_of(one), message.clone());
        cx.problem(&view.path_of(other), message);
    };
    let min_len = view.uint("min_len");
    let max_bytes = view.uint("max_bytes");
    if let (Some(least), Some(most)) = (min_len, max_bytes)
        && least > most
    {
        let message = format!(
            "{least} characters, the least by `{}`, have more than {most} bytes, the most by `{}`: change one of them",
            view.name_of("min_len"),
            view.name_of("max_bytes")
        );
        both(cx, "min_len", "max_bytes", message);
    }
    let max_len = view.uint("max_len");
    let min_bytes = view.uint("min_bytes");
    if let (Some(most), Some(least)) = (max_len, min_bytes)
        // buf multiplies without a check, too.
        && most.wrapping_mul(4) < least
    {
        let message = format!(
            "{most} characters, the most by `{}`, have fewer than {least} bytes, the least by `{}`: change one of them",
            view.name_of("max_len"),
            view.name_of("min_bytes")
        );
        both(cx, "max_len", "min_bytes", message);
    }
}

fn parts(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    let excluded = view.text("not_contains");
    for name in ["prefix", "suffix", "contains"] {
        let Some(text) = view.text(name) else { continue };
        let characters = text.chars().count() as u64;
        let length = text.len() as u64;
        if let Some(most) = view.uint("max_len").filter(|&most| characters > most) {
            too_long(cx, view, name, &format!("{characters} characters"), ("max_len", most));
        }
        if let Some(most) = view.uint("max_bytes").filter(|&most| length > most) {
            too_long(cx, view, name, &format!("{length} bytes"), ("max_bytes", most));
        }
        if let Some(excluded) = excluded.as_ref().filter(|excluded| text.contains(*excluded)) {
            let message = format!(
                "`{}` requires \"{text}\", which contains \"{excluded}\", and `{}` forbids that: change one of them",
                view.name_of(name),
                view.name_of("not_contains")
            );
            cx.problem(&view.path_of(name), message);
        }
    }
}

fn too_long(cx: &mut FileChecker<'_>, view: &View<'_, '_>, name: &str, length: &str, (most, limit): (&str, u64)) {
    let message = format!(
        "`{}` requires {length}, and `{}` allows {limit}, so no value is valid: change one of them",
        view.name_of(name),
        view.name_of(most)
    );
    cx.problem(&view.path_of(name), message);
}

/// Checks that `strict = false` belongs to a pattern for HTTP headers.
fn strict(cx: &mut FileChecker<'_>, view: &View<'_, '_>) {
    let is_off = view.has("strict") && !view.is_true("strict");
    if is_off && view.number("well_known_regex") == UNSPECIFIED {
        let message = format!(
            "`{}` only affects `{}` for the names and values of HTTP headers: remove it, or set that rule",
            view.name_of("strict"),
            view.name_of("well_known_regex")
        );
        cx.problem(&view.path_of("strict"), message);
    }
}

/// Checks the pattern. Returns `true` if it is invalid.
fn pattern(cx: &mut FileChecker<'_>, view: &View<'_, '_>) -> bool {
    let Some(pattern) = view.text("pattern") else { return false };
    match re2::check(&pattern) {
        Ok(()) => false,
        Err(problem) => {
            let name = view.name_of("pattern");
            cx.problem(&view.path_of("pattern"), format!("`{name}` is not a regular expression of RE2: {problem}"));
            true
        }
    }
}
