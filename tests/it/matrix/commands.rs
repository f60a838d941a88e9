//! The commands that take INPUT.

/// A command of the matrix.
pub(super) struct MatrixCommand {
    /// The arguments, with `INPUT` for the input, `OLD` for the older version, and `OUT` for a folder that is compared.
    pub(super) arguments: &'static [&'static str],
    /// The number of words of its name.
    words: usize,
}

impl MatrixCommand {
    /// Returns the name: `ledger init`.
    pub(super) fn name(&self) -> String {
        self.arguments[..self.words].join(" ")
    }

    /// Returns `true` if the command has the flag `--path`.
    pub(super) fn has_paths(&self) -> bool {
        let program = protoward::command();
        let find = |command: &clap::Command, word: &str| command.find_subcommand(word).unwrap().clone();
        let command = self.arguments[..self.words].iter().fold(program, |command, word| find(&command, word));
        command.get_arguments().any(|argument| argument.get_long() == Some("path"))
    }
}

const fn command(words: usize, arguments: &'static [&'static str]) -> MatrixCommand {
    MatrixCommand { arguments, words }
}

/// The commands, each with arguments that make it write or find something.
pub(super) const COMMANDS: &[MatrixCommand] = &[
    command(1, &["approve", "--input", "INPUT", "--against", "OLD"]),
    command(1, &["bazel", "INPUT", "-d"]),
    command(1, &["breaking", "INPUT", "--against", "OLD", "--error-format", "json"]),
    command(1, &["build", "INPUT", "-o", "OUT/image.json"]),
    command(1, &["call", "--schema", "INPUT", "--list"]),
    command(1, &["check", "INPUT", "--against", "OLD", "--error-format", "json"]),
    command(1, &["convert", "INPUT", "--type", "acme.v1.User", "--from", "WORLD/user.json"]),
    command(1, &["deprecations", "INPUT", "--format", "json"]),
    command(2, &["deps", "add", "x", "--git", "file:///nowhere", "INPUT"]),
    command(2, &["deps", "graph", "INPUT"]),
    command(2, &["deps", "outdated", "INPUT"]),
    command(2, &["deps", "tree", "INPUT"]),
    command(2, &["deps", "update", "unknown", "INPUT"]),
    command(2, &["deps", "vendor", "../outside", "INPUT"]),
    command(2, &["deps", "why", "google/protobuf/timestamp.proto", "INPUT"]),
    command(1, &["docs", "INPUT", "-o", "OUT/site"]),
    command(1, &["export", "INPUT", "-o", "OUT/export"]),
    command(1, &["features", "INPUT", "--format", "json"]),
    command(1, &["format", "INPUT", "-d"]),
    command(1, &["generate", "INPUT", "--plugin", "python", "-o", "OUT/gen"]),
    command(2, &["ledger", "check", "INPUT", "--ledger", "OUT/none.ledger"]),
    command(2, &["ledger", "init", "INPUT", "--ledger", "OUT/a.ledger", "--at", "v1"]),
    command(2, &["ledger", "update", "INPUT", "--ledger", "OUT/none.ledger"]),
    command(1, &["lint", "INPUT", "--error-format", "json"]),
    command(1, &["ls-files", "INPUT"]),
    command(1, &["migrate", "--edition", "2023", "INPUT", "-d"]),
    command(2, &["refactor", "extract", "acme.v1.User.Name", "INPUT", "-d"]),
    command(2, &["refactor", "inline", "acme.v1.Plan", "--into", "acme.v1.User", "INPUT", "-d"]),
    command(2, &["refactor", "merge", "acme/v1/user.proto", "--into", "acme/v1/all.proto", "INPUT", "-d"]),
    command(2, &["refactor", "move", "acme.v1.Users", "--to", "acme/v1/users.proto", "INPUT", "-d"]),
    command(2, &["refactor", "rename", "acme.v1.User", "Person", "INPUT", "-d"]),
    command(2, &["refactor", "renumber", "acme.v1.User", "INPUT", "-d"]),
    command(2, &["refactor", "sort", "INPUT", "-d"]),
    command(2, &["refactor", "split", "acme/v1/user.proto", "INPUT", "-d"]),
    command(1, &["semver", "INPUT", "--against", "OLD", "--format", "json"]),
    command(1, &["stats", "INPUT"]),
    command(1, &["usage", "WORLD/crate", "INPUT"]),
];
