//! The command-line arguments that all oracles share: the sample of schemas, and the `protoward` under test.

use std::path::PathBuf;

use clap::Args;

use protoward_kit::corpus::{self, Tree};
use protoward_kit::error::Error;
use protoward_kit::random::Random;
use protoward_kit::workspace::{self, Profile};

/// The files to compare.
#[derive(Args, Clone)]
pub(crate) struct SampleArgs {
    /// Use only this corpus
    #[arg(long, value_name = "NAME")]
    corpus: Option<String>,
    /// Use only a sample of N files, drawn with the seed
    #[arg(long, value_name = "N")]
    sample: Option<usize>,
    /// Seed of the draw
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// The `protoward` under test.
#[derive(Args, Clone)]
pub(crate) struct ProgramArgs {
    /// Build protoward with `--release` first: slow to build, much faster on a whole corpus
    #[arg(long)]
    release: bool,
    /// Use this program instead of building one
    #[arg(long, value_name = "PATH", conflicts_with = "release")]
    protoward: Option<PathBuf>,
}

impl SampleArgs {
    /// Returns the seed of the draw.
    pub(crate) const fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the include roots with their sampled files. Roots without a sampled file are left out.
    pub(crate) fn trees(&self) -> Result<Vec<Tree>, Error> {
        let mut trees = Vec::new();
        for package in corpus::chosen(self.corpus.as_deref())? {
            trees.extend(package.trees()?);
        }
        Ok(match self.sample {
            Some(count) => drawn(trees, count, self.seed),
            None => trees,
        })
    }

    /// Returns the ready-made descriptors of the chosen corpora. Sampling does not reduce them, because they cost next to
    /// nothing.
    pub(crate) fn descriptors(&self) -> Result<Vec<(&'static str, Vec<PathBuf>)>, Error> {
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

impl ProgramArgs {
    /// Returns the path of the program. Builds it unless a path was given.
    pub(crate) fn program(&self) -> Result<PathBuf, Error> {
        match &self.protoward {
            Some(path) => Ok(std::path::absolute(path).map_err(Error::at(path))?),
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
    fn draws_the_same_sample_for_the_same_seed_without_empty_roots() {
        let one = drawn(trees(), 2, 1);
        assert_eq!(names(&one), names(&drawn(trees(), 2, 1)));
        assert_eq!(names(&one).len(), 2);
        assert!(one.iter().all(|it| !it.files.is_empty()));
    }

    #[test]
    fn limits_a_sample_to_the_corpus() {
        assert_eq!(names(&drawn(trees(), 100, 1)), ["a", "b", "c", "d", "e", "f"]);
    }
}
