//! The references of a repository on its server.

use std::collections::BTreeMap;

use protoward_source::Diagnostic;

use crate::fetch_diagnostics;
use crate::git;
use crate::requirement::{Reference, Requirement, is_commit};

/// The references of a repository, with their commits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RemoteRefs(BTreeMap<String, String>);

impl RemoteRefs {
    /// Asks the server for the references of a repository. The URL is that of a valid requirement.
    ///
    /// # Errors
    /// If `git` cannot be run, or cannot read the repository.
    pub fn read(requirement: &Requirement, url: &str) -> Result<Self, Box<Diagnostic>> {
        match git::list_remote(url) {
            Ok(output) => Ok(Self::parse(&output)),
            Err(error) => Err(Box::new(fetch_diagnostics::fetch(requirement, None, &error.into()))),
        }
    }

    /// Parses the output of `git ls-remote`. A tag with a message has a second line, with `^{}`, for its commit.
    fn parse(output: &[u8]) -> Self {
        let mut refs = BTreeMap::new();
        for line in String::from_utf8_lossy(output).lines() {
            let Some((id, name)) = line.split_once('\t') else { continue };
            if !is_commit(id) || name.chars().any(char::is_control) {
                continue;
            }
            match name.strip_suffix("^{}") {
                Some(tag) => drop(refs.insert(tag.to_owned(), id.to_owned())),
                None => drop(refs.entry(name.to_owned()).or_insert_with(|| id.to_owned())),
            }
        }
        Self(refs)
    }

    /// Returns the current commit of a reference; `None` if it does not exist. A commit is its own.
    pub fn commit<'a>(&'a self, reference: &'a Reference) -> Option<&'a str> {
        match reference {
            Reference::Rev(commit) => Some(commit),
            reference => self.0.get(&reference.remote()).map(String::as_str),
        }
    }

    /// Returns the names and commits of all tags.
    pub fn tags(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter_map(|(name, commit)| Some((name.strip_prefix("refs/tags/")?, commit.as_str())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_output_of_git() {
        let [a, b, c] = ["a", "b", "c"].map(|digit| digit.repeat(40));
        let output = format!(
            "{a}\tHEAD\n{a}\trefs/heads/main\n{b}\trefs/tags/v1\n{c}\trefs/tags/v1^{{}}\nwarning: x\n{c}\trefs/tags/\u{7}\n"
        );
        let refs = RemoteRefs::parse(output.as_bytes());
        assert_eq!(refs.commit(&Reference::Default), Some(&*a));
        assert_eq!(refs.commit(&Reference::Branch("main".to_owned())), Some(&*a));
        assert_eq!(refs.commit(&Reference::Tag("v1".to_owned())), Some(&*c), "the commit of a tag with a message");
        assert_eq!(refs.commit(&Reference::Tag("v2".to_owned())), None);
        assert_eq!(refs.tags().collect::<Vec<_>>(), [("v1", &*c)]);
    }
}
