//! Free names, from words that other scopes use too, including keywords.

use std::collections::BTreeSet;

use protoward_kit::random::Random;

/// Keywords of the language and other words. All of them are valid names.
const WORDS: &str = "message option stream group optional repeated required package service rpc returns enum extend extensions \
    reserved to max import public weak syntax edition oneof map default json_name true false inf nan string int32 \
    bool double bytes local export a b foo bar baz p q x1 a1b foo_bar one_two_three value key type name google \
    protobuf";
const WILD: &[&str] =
    &["_", "__a", "Foo", "fooBar", "FOO", "Bar_", "_x", "a_1", "a__b", "x_", "A", "B", "P", "Message", "i", "Z9"];
const SNAKE: &[&str] =
    &["foo", "bar", "message", "option", "a", "b1", "one_two", "max", "x", "group", "some_thing", "stream", "p", "q"];
const PASCAL: &str = "Foo Bar Message A B OneTwo Option X1 Outer Inner P Thing";

/// The spelling style of a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NameStyle {
    /// Lower snake case, for fields, oneofs and packages.
    Snake,
    /// Pascal case, for types, services and methods.
    Pascal,
    /// Upper snake case, for values of enums.
    Upper,
}

/// The names taken in one scope, ignoring case and underscores, because JSON names and enum prefixes ignore them too.
#[derive(Debug, Clone, Default)]
pub(super) struct UsedNames(BTreeSet<String>);

impl UsedNames {
    pub(super) fn take(&mut self, name: &str) -> bool {
        self.0.insert(folded(name))
    }
}

pub(super) fn folded(name: &str) -> String {
    name.chars().filter(|it| *it != '_').map(|it| it.to_ascii_lowercase()).collect()
}

/// Draws a word of a style. Without an enforced style, it may be any word.
pub(super) fn word(look: NameStyle, styled: bool, random: &mut Random) -> String {
    let pick = |random: &mut Random, all: &[&str]| all[random.below(all.len())].to_owned();
    if !styled && random.chance(3) {
        return pick(random, &WORDS.split(' ').collect::<Vec<_>>());
    }
    if !styled && random.chance(4) {
        return pick(random, WILD);
    }
    match look {
        NameStyle::Snake => pick(random, SNAKE),
        NameStyle::Pascal => pick(random, &PASCAL.split(' ').collect::<Vec<_>>()),
        NameStyle::Upper => pick(random, SNAKE).to_ascii_uppercase(),
    }
}

/// Appends to a name that is taken.
pub(super) fn longer(name: &str, look: NameStyle, random: &mut Random) -> String {
    let tail = ["a", "b", "cd", "more"][random.below(4)];
    match look {
        NameStyle::Snake => format!("{name}_{tail}{}", random.below(90)),
        NameStyle::Pascal => {
            let mut tail = tail.to_owned();
            tail[..1].make_ascii_uppercase();
            format!("{name}{tail}{}", random.below(90))
        }
        NameStyle::Upper => format!("{name}_{}{}", tail.to_ascii_uppercase(), random.below(90)),
    }
}
