//! Clones: complete, shallow, partial and sparse ones, worktrees, copies without a repository, and the state of the submodule.

use super::event::Event;
use super::upstream::Upstream;
use protoward_kit::random::Random;

/// The kind of a clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CloneKind {
    Full,
    /// The checked-out branch alone, with its complete history.
    SingleBranch,
    /// All branches with this depth.
    Shallow(usize),
    /// The fetched branch with this depth, and the target with another depth; 0 for no target.
    ShallowBranch(usize, usize),
    /// The fetched branch with this depth and then the complete target.
    ShallowWithTarget(usize),
    Partial,
    Treeless,
    Sparse,
    Worktree,
    Alternates,
    NoRepository,
}

impl CloneKind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::SingleBranch => "single branch",
            Self::Shallow(1) | Self::ShallowBranch(1, _) | Self::ShallowWithTarget(1) => "shallow, depth 1",
            Self::Shallow(2) | Self::ShallowBranch(2, _) | Self::ShallowWithTarget(2) => "shallow, depth 2",
            Self::Shallow(3) | Self::ShallowBranch(3, _) | Self::ShallowWithTarget(3) => "shallow, depth 3",
            Self::Shallow(_) | Self::ShallowBranch(..) | Self::ShallowWithTarget(_) => "shallow, deeper",
            Self::Partial => "partial",
            Self::Treeless => "partial without trees",
            Self::Sparse => "sparse",
            Self::Worktree => "worktree",
            Self::Alternates => "alternates",
            Self::NoRepository => "no repository",
        }
    }
}

/// The state of the submodule in a clone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Submodule {
    None,
    CheckedOut,
    Shallow,
    Missing,
}

impl Submodule {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::None => "no submodule",
            Self::CheckedOut => "submodule",
            Self::Shallow => "shallow submodule",
            Self::Missing => "submodule not checked out",
        }
    }
}

pub(super) struct Copy {
    pub(super) kind: CloneKind,
    pub(super) submodule: Submodule,
    /// `true` for `core.autocrlf`, as in Git for Windows.
    pub(super) is_autocrlf: bool,
}

impl Copy {
    pub(super) fn draw(upstream: &Upstream, event: &Event, random: &mut Random) -> Self {
        let depth = 1 + random.below(6);
        let kind = match random.below(20) {
            0..3 => CloneKind::Full,
            3 => CloneKind::SingleBranch,
            4..6 => CloneKind::Shallow(depth),
            6..9 => CloneKind::ShallowBranch(depth, random.below(4)),
            9..12 => CloneKind::ShallowWithTarget(depth),
            12 | 13 => CloneKind::Partial,
            14 => CloneKind::Treeless,
            15 | 16 => CloneKind::Sparse,
            17 => CloneKind::Worktree,
            18 => CloneKind::Alternates,
            _ => CloneKind::NoRepository,
        };
        // What `--against` names has to be there.
        let kind = if event.name == "--against" && kind == CloneKind::NoRepository { CloneKind::Full } else { kind };
        let submodule = match random.below(6) {
            _ if upstream.history.submodule.is_empty() => Submodule::None,
            0 => Submodule::Missing,
            1 => Submodule::Shallow,
            _ => Submodule::CheckedOut,
        };
        Self { kind, submodule, is_autocrlf: random.chance(12) }
    }

    /// Returns `true` if the clone has everything: failing for a missing object is no excuse there.
    pub(super) fn is_complete(&self) -> bool {
        matches!(self.kind, CloneKind::Full | CloneKind::Sparse | CloneKind::Worktree | CloneKind::Alternates)
            && matches!(self.submodule, Submodule::None | Submodule::CheckedOut)
    }

    pub(super) const fn is_shallow(&self) -> bool {
        matches!(self.kind, CloneKind::Shallow(_) | CloneKind::ShallowBranch(..) | CloneKind::ShallowWithTarget(_))
    }

    /// Returns the script that creates the clone `$TOP/work` and enters it.
    pub(super) fn script(&self, upstream: &Upstream, event: &Event) -> String {
        let checkout = &event.checkout;
        let reference = &checkout.reference;
        let default = upstream.history.default;
        let target = upstream.history.target;
        let configuration = if self.is_autocrlf { "-c core.autocrlf=true" } else { "" };
        let flags = match self.kind {
            CloneKind::Shallow(depth) => format!("--depth={depth} --no-single-branch"),
            CloneKind::ShallowBranch(depth, _) | CloneKind::ShallowWithTarget(depth) => {
                format!("--depth={depth} --single-branch")
            }
            CloneKind::SingleBranch => "--single-branch".to_owned(),
            CloneKind::Partial => "--filter=blob:none".to_owned(),
            CloneKind::Treeless => "--filter=tree:0".to_owned(),
            CloneKind::Sparse => "--sparse".to_owned(),
            CloneKind::Alternates => "--shared".to_owned(),
            CloneKind::Full | CloneKind::Worktree | CloneKind::NoRepository => String::new(),
        };
        let url = if self.kind == CloneKind::Alternates { "\"$UP/up.git\"" } else { "\"file://$UP/up.git\"" };
        let folder = if self.kind == CloneKind::Worktree { "main-tree" } else { "work" };
        let first = reference.strip_prefix("refs/heads/").unwrap_or(default);
        let mut script =
            format!("cd \"$TOP\"\ngit clone -q {configuration} {flags} --branch={first} {url} {folder}\ncd {folder}\n");
        if self.kind == CloneKind::Sparse {
            script += "git sparse-checkout set x\n";
        }
        match self.kind {
            CloneKind::ShallowWithTarget(_) => {
                script += &format!("git fetch -q origin +refs/heads/{target}:refs/remotes/origin/{target}\n");
            }
            CloneKind::ShallowBranch(_, depth) if depth > 0 => {
                script +=
                    &format!("git fetch -q --depth={depth} origin +refs/heads/{target}:refs/remotes/origin/{target}\n");
            }
            _ => {}
        }
        if !reference.starts_with("refs/heads/") {
            let depth = match self.kind {
                CloneKind::Shallow(depth)
                | CloneKind::ShallowBranch(depth, _)
                | CloneKind::ShallowWithTarget(depth) => {
                    format!("--depth={depth}")
                }
                _ => String::new(),
            };
            script += &format!("git fetch -q {depth} origin {reference}\n");
        }
        let commit = &checkout.commit;
        if self.kind == CloneKind::Worktree {
            script += &format!("git checkout -q --detach {commit}\n");
            script += &match checkout.branch {
                Some(branch) => format!("git worktree add -q -B {branch} ../work {commit}\ncd ../work\n"),
                None => format!("git worktree add -q --detach ../work {commit}\ncd ../work\n"),
            };
        } else if checkout.branch.is_none() {
            script += &format!("git checkout -q --detach {commit}\n");
        }
        if let Some(upstream) = checkout.upstream {
            script += &format!("git config branch.feature.merge refs/heads/{upstream}\n");
        }
        match self.submodule {
            Submodule::None | Submodule::Missing => {}
            Submodule::CheckedOut => script += "git submodule --quiet update --init\n",
            Submodule::Shallow => script += "git submodule --quiet update --init --depth=1\n",
        }
        if self.kind == CloneKind::NoRepository {
            script += "rm -rf .git sub/.git\n";
        }
        script
    }
}
