//! The flags that every oracle has: which schemas, and which `protoward`.

use std::path::PathBuf;

use clap::Args;

use crate::corpus::{self, Tree};
use crate::random::Random;
use crate::trouble::Trouble;
use crate::workspace::{self, Profile};

/// Which files are looked at.
#[derive(Args, Clone)]
pub(crate) struct Sample {
    /// Only this corpus
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Only so many files of all, drawn with the seed
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Which draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Which `protoward` is looked at.
#[derive(Args, Clone)]
pub(crate) struct Subject {
    /// Build protoward with `--release` first: slow to build, much faster on a whole corpus
    #[arg(long)]
    release: bool,
    /// Take this program instead of building one
    #[arg(long, value_name = "PATH", conflicts_with = "release")]
    protoward: Option<PathBuf>,
}

impl Sample {
    /// Which draw.
    pub(crate) const fn seed(&self) -> u64 {
        self.seed
    }

    /// The include roots with the files that were drawn, and without roots that lost all of theirs.
    pub(crate) fn trees(&self) -> Result<Vec<Tree>, Trouble> {
        let mut trees = Vec::new();
        for package in corpus::chosen(self.corpus.as_deref())? {
            trees.extend(package.trees()?);
        }
        Ok(match self.sample {
            Some(count) => drawn(trees, count, self.seed),
            None => trees,
        })
    }

    /// Ready-made descriptors of the chosen corpora; a sample leaves them whole, for they cost next to nothing.
    pub(crate) fn descriptors(&self) -> Result<Vec<(&'static str, Vec<PathBuf>)>, Trouble> {
        let mut found = Vec::new();
        for package in corpus::chosen(self.corpus.as_deref())? {
            let sets = package.descriptors()?;
            if !sets.is_empty() {
                found.push((package.name, sets));
            }
        }
        Ok(found)
    }
}

fn drawn(mut trees: Vec<Tree>, count: usize, seed: u64) -> Vec<Tree> {
    let all = trees.iter().enumerate().flat_map(|(at, tree)| (0..tree.files.len()).map(move |file| (at, file)));
    let kept = Random::new(seed).sample(all.collect(), count);
    for (at, tree) in trees.iter_mut().enumerate() {
        let files = kept.iter().filter(|it| it.0 == at).map(|it| tree.files[it.1].clone());
        tree.files = files.collect();
    }
    trees.retain(|it| !it.files.is_empty());
    trees
}

impl Subject {
    /// The program, built unless it was given.
    pub(crate) fn program(&self) -> Result<PathBuf, Trouble> {
        match &self.protoward {
            Some(path) => Ok(std::path::absolute(path).map_err(Trouble::at(path))?),
            None if self.release => workspace::protoward(Profile::Release),
            None => workspace::protoward(Profile::Dev),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trees() -> Vec<Tree> {
        let tree = |corpus, files: &[&str]| Tree {
            corpus,
            prefix: String::new(),
            dir: PathBuf::new(),
            includes: Vec::new(),
            files: files.iter().map(ToString::to_string).collect(),
        };
        vec![tree("one", &["a", "b", "c"]), tree("two", &["d"]), tree("three", &["e", "f"])]
    }

    fn names(trees: &[Tree]) -> Vec<String> {
        trees.iter().flat_map(|it| it.files.clone()).collect()
    }

    #[test]
    fn a_sample_is_the_same_for_the_same_seed_and_drops_empty_roots() {
        let one = drawn(trees(), 2, 1);
        assert_eq!(names(&one), names(&drawn(trees(), 2, 1)));
        assert_eq!(names(&one).len(), 2);
        assert!(one.iter().all(|it| !it.files.is_empty()));
    }

    #[test]
    fn a_sample_larger_than_the_corpus_is_the_corpus() {
        assert_eq!(names(&drawn(trees(), 100, 1)), ["a", "b", "c", "d", "e", "f"]);
    }
}
