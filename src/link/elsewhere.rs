//! Types that were compiled, for a name that is used without an import.

use std::collections::HashMap;

use super::collect::Decls;
use super::unit::Unit;
use crate::source::nearest;

/// A type in a file that is not imported.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Elsewhere<'a> {
    pub(super) full_name: &'a str,
    pub(super) file: &'a str,
}

/// All messages and enums by the last part of their names, in the order of the files.
#[derive(Debug)]
pub(super) struct Index<'a> {
    by_last_part: HashMap<&'a str, Vec<Elsewhere<'a>>>,
}

impl<'a> Index<'a> {
    pub(super) fn new(decls: &'a Decls<'_>, units: &'a [Unit<'_>]) -> Self {
        let mut by_last_part: HashMap<&str, Vec<Elsewhere<'_>>> = HashMap::new();
        let messages = decls.messages.iter().map(|(_, message)| (message.full_name, message.file));
        let enums = decls.enums.iter().map(|(_, declared)| (declared.full_name, declared.file));
        for (full_name, file) in messages.chain(enums) {
            let last = full_name.rsplit('.').next().unwrap_or(full_name);
            let elsewhere = Elsewhere { full_name, file: units[file.index()].name };
            by_last_part.entry(last).or_default().push(elsewhere);
        }
        Self { by_last_part }
    }

    /// Last parts of names that `name` may have been meant to be.
    pub(super) fn nearest(&self, name: &str) -> Vec<&'a str> {
        let last = name.rsplit('.').next().unwrap_or(name);
        if last.len() < 3 {
            // Everything is near a name of one or two letters.
            return Vec::new();
        }
        let mut known: Vec<&str> = self.by_last_part.keys().copied().collect();
        known.sort_unstable();
        nearest(last, known)
    }

    /// The first type that `name` is the end of.
    pub(super) fn find(&self, name: &str) -> Option<Elsewhere<'a>> {
        let name = name.trim_start_matches('.');
        let named_alike = self.by_last_part.get(name.rsplit('.').next()?)?;
        let ends_so = |it: &&Elsewhere<'_>| {
            it.full_name.strip_suffix(name).is_some_and(|before| before.is_empty() || before.ends_with('.'))
        };
        named_alike.iter().find(ends_so).copied()
    }
}
