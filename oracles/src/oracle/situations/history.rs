//! Histories of a repository: commits with their parents and files, and the branches of the events.

use std::collections::{BTreeMap, BTreeSet};

use super::state::{Layout, State};
use protoward_kit::random::Random;

/// The shape of a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Shape {
    Linear,
    Merges,
    CrissCross,
    Octopus,
    Rebased,
}

impl Shape {
    const ALL: &[Self] = &[Self::Linear, Self::Merges, Self::Merges, Self::CrissCross, Self::Octopus, Self::Rebased];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Linear => "linear",
            Self::Merges => "merges",
            Self::CrissCross => "criss-cross",
            Self::Octopus => "octopus",
            Self::Rebased => "rebased",
        }
    }
}

pub(super) struct Commit {
    pub(super) parents: Vec<usize>,
    pub(super) state: State,
    pub(super) time: u64,
}

/// A history, in which parents come before their children.
pub(super) struct History {
    pub(super) shape: Shape,
    pub(super) layout: Layout,
    pub(super) commits: Vec<Commit>,
    /// The branches and other references.
    pub(super) refs: BTreeMap<&'static str, usize>,
    /// The default branch: `main`, or `develop` next to an old `main`.
    pub(super) default: &'static str,
    /// The target of the branch `feature`: the default branch or `release/1`.
    pub(super) target: &'static str,
    /// The commit of `feature` before it was rebased, or an ancestor of it.
    pub(super) before: usize,
    /// The merge of `feature` into its target.
    pub(super) pull: usize,
    /// The states of the submodule: the fields of its only file.
    pub(super) submodule: Vec<Vec<char>>,
}

impl History {
    pub(super) fn draw(random: &mut Random) -> Self {
        let shape = *random.pick(Shape::ALL).expect("there are shapes");
        let layout = *random.pick(Layout::ALL).expect("there are layouts");
        let submodule = if random.chance(3) { submodule(random) } else { Vec::new() };
        let first = if submodule.is_empty() { None } else { Some(0) };
        let state = State::new(random, layout, first);
        let mut builder = Builder { commits: Vec::new(), random, submodules: submodule.len(), skew: 0 };
        builder.skew = builder.random.below(3);
        builder.push(Vec::new(), state);
        let (trunk, feature, before) = match shape {
            Shape::Linear => builder.linear(),
            Shape::Merges => builder.merges(),
            Shape::CrissCross => builder.criss_cross(),
            Shape::Octopus => builder.octopus(),
            Shape::Rebased => builder.rebased(),
        };
        let (default, target) = match builder.random.below(6) {
            0 => ("develop", "develop"),
            1 => ("main", "release/1"),
            _ => ("main", "main"),
        };
        let mut refs = BTreeMap::from([(target, trunk), ("feature", feature)]);
        if default == "develop" {
            refs.insert("main", 0);
        } else if target == "release/1" {
            let fork = builder.random.below(trunk.min(2) + 1);
            let main = builder.chain(fork, 2);
            refs.insert("main", main);
        }
        let pull = builder.merge(&[trunk, feature]);
        let commits = builder.commits;
        Self { shape, layout, commits, refs, default, target, before, pull, submodule }
    }

    pub(super) fn is_ancestor(&self, ancestor: usize, commit: usize) -> bool {
        ancestors(&self.commits, commit).contains(&ancestor)
    }
}

/// Returns the fields of the submodule's file in each of its commits.
fn submodule(random: &mut Random) -> Vec<Vec<char>> {
    let mut states = vec![vec!['a', 'b']];
    for _ in 0..3 + random.below(3) {
        let mut next = states.last().expect("there is a first one").clone();
        match random.below(3) {
            0 => next.extend(('a'..='h').find(|it| !next.contains(it))),
            1 if next.len() > 1 => drop(next.remove(0)),
            _ => {}
        }
        states.push(next);
    }
    states
}

fn ancestors(commits: &[Commit], commit: usize) -> BTreeSet<usize> {
    let mut found = BTreeSet::new();
    let mut rest = vec![commit];
    while let Some(commit) = rest.pop() {
        if found.insert(commit) {
            rest.extend(&commits[commit].parents);
        }
    }
    found
}

struct Builder<'a> {
    commits: Vec<Commit>,
    random: &'a mut Random,
    submodules: usize,
    /// How times go: 0 forward, 1 not at all, 2 back and forth.
    skew: usize,
}

impl Builder<'_> {
    fn push(&mut self, parents: Vec<usize>, state: State) -> usize {
        let number = u64::try_from(self.commits.len()).expect("it is small");
        let time = match self.skew {
            0 => number * 60,
            1 => 0,
            _ => 6000 - self.random.next_u64() % 3000,
        };
        self.commits.push(Commit { parents, state, time: 1_700_000_000 + time });
        self.commits.len() - 1
    }

    fn commit(&mut self, parent: usize) -> usize {
        let state = self.commits[parent].state.next(self.random, self.submodules);
        self.push(vec![parent], state)
    }

    fn chain(&mut self, from: usize, count: usize) -> usize {
        (0..count).fold(from, |commit, _| self.commit(commit))
    }

    fn some(&mut self, least: usize, more: usize) -> usize {
        least + self.random.below(more + 1)
    }

    /// Adds a merge commit, or an octopus merge.
    fn merge(&mut self, parents: &[usize]) -> usize {
        let mut state = self.commits[parents[0]].state.clone();
        let mut merged = ancestors(&self.commits, parents[0]);
        for parent in &parents[1..] {
            let theirs = ancestors(&self.commits, *parent);
            let common: Vec<usize> = merged.intersection(&theirs).copied().collect();
            let is_best =
                |it: &usize| !common.iter().any(|other| other != it && ancestors(&self.commits, *other).contains(it));
            let bases: Vec<&State> =
                common.iter().filter(|it| is_best(it)).map(|it| &self.commits[*it].state).collect();
            state = state.merge(&self.commits[*parent].state, &bases);
            merged.extend(theirs);
        }
        self.push(parents.to_vec(), state)
    }

    fn linear(&mut self) -> (usize, usize, usize) {
        let count = self.some(0, 3);
        let fork = self.chain(0, count);
        let count = self.some(1, 3);
        let feature = self.chain(fork, count);
        let before = self.before(feature);
        let count = self.some(0, 3);
        (self.chain(fork, count), feature, before)
    }

    /// Draws a commit that was pushed before: an ancestor by first parents.
    fn before(&mut self, tip: usize) -> usize {
        let mut commit = tip;
        for _ in 0..self.some(1, 2) {
            commit = self.commits[commit].parents.first().copied().unwrap_or(commit);
        }
        commit
    }

    /// A side branch of an old commit, and updates from the trunk.
    fn merges(&mut self) -> (usize, usize, usize) {
        let old = 0;
        let count = self.some(1, 3);
        let mut trunk = self.chain(old, count);
        // A long branch: in a shallow clone, the merge base may be cut off while the old commit of the side is there.
        let count = self.some(1, 4);
        let mut feature = self.chain(trunk, count);
        let count = self.some(1, 1);
        let side = self.chain(old, count);
        for _ in 0..self.some(1, 2) {
            match self.random.below(5) {
                0 => feature = self.merge(&[feature, trunk]),
                1 if !ancestors(&self.commits, feature).contains(&side) => feature = self.merge(&[feature, side]),
                2 if !ancestors(&self.commits, trunk).contains(&side) => trunk = self.merge(&[trunk, side]),
                3 => trunk = self.commit(trunk),
                _ => {}
            }
            feature = self.commit(feature);
        }
        let before = self.before(feature);
        (trunk, feature, before)
    }

    fn criss_cross(&mut self) -> (usize, usize, usize) {
        let count = self.some(0, 2);
        let fork = self.chain(0, count);
        let mut trunk = self.commit(fork);
        let mut feature = self.commit(fork);
        for _ in 0..self.some(1, 1) {
            let ours = trunk;
            let theirs = feature;
            trunk = self.merge(&[ours, theirs]);
            feature = self.merge(&[theirs, ours]);
            let more = self.some(0, 1);
            let most = self.some(1, 1);
            trunk = self.chain(trunk, more);
            feature = self.chain(feature, most);
        }
        let before = self.before(feature);
        (trunk, feature, before)
    }

    fn octopus(&mut self) -> (usize, usize, usize) {
        let count = self.some(0, 2);
        let fork = self.chain(0, count);
        let sides: Vec<usize> = (0..3).map(|_| self.commit(fork)).collect();
        let own = self.commit(fork);
        let mut trunk = self.commit(fork);
        let first = self.random.below(2);
        trunk = self.merge(&[&[trunk], &sides[first..=first + 1]].concat());
        let feature = self.merge(&[&[own], &sides[..]].concat());
        let more = self.some(0, 1);
        let most = self.some(1, 2);
        trunk = self.chain(trunk, more);
        let feature = self.chain(feature, most);
        let before = self.before(feature);
        (trunk, feature, before)
    }

    /// A branch that was pushed, and then made again on a newer trunk.
    fn rebased(&mut self) -> (usize, usize, usize) {
        let count = self.some(0, 2);
        let fork = self.chain(0, count);
        let count = self.some(1, 2);
        let before = self.chain(fork, count);
        let count = self.some(0, 2);
        let trunk = self.chain(fork, count);
        // The result of a rebase has the files of a merge, and other parents.
        let merged = self.merge(&[trunk, before]);
        let state = self.commits.swap_remove(merged).state;
        let rebased = self.push(vec![trunk], state);
        let count = self.some(0, 1);
        (trunk, self.chain(rebased, count), before)
    }
}
