//! Commands of buf that protoward names otherwise or does not have.

use std::ffi::OsString;

/// The commands, sorted, each with what a user does instead. A command stands for all below it that are not listed.
/// `docs/from-buf.md` has the same rows.
const COMMANDS: &[(&str, &str)] = &[
    ("beta", "no equivalent: these commands serve the registry of buf"),
    ("completion", "`protoward completions SHELL`"),
    ("config", "`protoward init` writes a configuration, and `protoward rules` lists rules"),
    ("config init", "`protoward init`"),
    ("config ls-breaking-rules", "`protoward rules breaking`"),
    ("config ls-lint-rules", "`protoward rules lint`"),
    ("config ls-modules", "`protoward ls-files --format json` shows the module of each file"),
    (
        "config migrate",
        "not needed: every version of `buf.yaml` is read; `protoward init` makes a `protoward.toml` of it",
    ),
    ("curl", "`protoward call`"),
    ("dep", "`protoward deps`"),
    ("dep graph", "`protoward deps graph --format dot`"),
    ("dep prune", "`protoward deps update`, which removes unused dependencies from `protoward.lock`"),
    ("dep update", "`protoward deps update`"),
    ("lsp serve", "`protoward lsp`"),
    ("mod", "`protoward init` writes a configuration, and `protoward deps` manages dependencies"),
    ("mod clear-cache", "delete the folder of the cache, which docs/dependencies.md names"),
    ("mod init", "`protoward init`"),
    ("mod ls-breaking-rules", "`protoward rules breaking`"),
    ("mod ls-lint-rules", "`protoward rules lint`"),
    ("mod prune", "`protoward deps update`, which removes unused dependencies from `protoward.lock`"),
    ("mod update", "`protoward deps update`"),
    ("plugin", "no equivalent: check plugins are programs that the configuration names, and are not locked"),
    ("policy", "no equivalent: rules are in the configuration; `policy-from` takes those of another file or commit"),
    ("push", "`protoward build -o oci://HOST/NAME:TAG` pushes an image to an OCI registry"),
    ("registry", "no equivalent: dependencies are git repositories, and images are in OCI registries"),
    ("registry cc", "delete the folder of the cache, which docs/dependencies.md names"),
    ("registry login", "`docker login`, whose credentials `oci://` uses"),
    ("registry logout", "`docker logout`"),
    ("registry sdk", "`protoward generate` writes code to the repository"),
    ("source", "no equivalent: write `option deprecated = true;`; `protoward deprecations` lists what is deprecated"),
];

/// Returns what a user does instead of a command of buf. `args` are the arguments of the process.
pub(super) fn instead(args: &[OsString]) -> Option<String> {
    let words = args.iter().skip(1).map_while(|arg| arg.to_str().filter(|text| !text.starts_with('-')));
    let words: Vec<&str> = words.collect();
    let (command, advice) = (1..=words.len()).rev().find_map(|number| row(&words[..number].join(" ")))?;
    Some(format!("`buf {command}` has another name or no equivalent here\n\n  tip: {advice}"))
}

fn row(command: &str) -> Option<&'static (&'static str, &'static str)> {
    COMMANDS.iter().find(|(name, _)| *name == command)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

    use clap::CommandFactory as _;

    use super::*;
    use crate::Cli;

    /// The recorded commands of buf, with their flags.
    const OF_BUF: &str = include_str!("../fixtures/buf/commands.txt");
    const PAGE: &str = include_str!("../docs/from-buf.md");

    /// Returns the commands with their flags.
    fn commands() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
        OF_BUF.lines().map(|line| match line.split_once(": ") {
            Some((command, flags)) => (command, flags.split(' ').collect()),
            None => (line, Vec::new()),
        })
    }

    /// Returns the cells of the row that begins with this cell.
    fn cells(first: &str) -> Option<Vec<&'static str>> {
        let start = format!("| {first} | ");
        let line = PAGE.lines().find(|line| line.starts_with(&start))?;
        Some(line.trim_matches(['|', ' ']).split(" | ").collect())
    }

    /// Returns the command and those around it: `dep graph`, `dep`.
    fn upwards(command: &str) -> impl Iterator<Item = &str> {
        std::iter::successors(Some(command), |command| command.rsplit_once(' ').map(|(outer, _)| outer))
    }

    #[test]
    fn the_page_has_the_rows_of_the_table() {
        assert!(COMMANDS.is_sorted());
        for (command, advice) in COMMANDS {
            assert_eq!(cells(&format!("`{command}`")).map(|cells| cells[1]), Some(*advice), "{command}");
        }
    }

    #[test]
    fn every_command_of_buf_has_a_row() {
        for (command, _) in commands() {
            let is_ours = Cli::command().find_subcommand(command).is_some() || command == "help";
            let name = upwards(command).find(|it| cells(&format!("`{it}`")).is_some());
            assert!(name.is_some(), "docs/from-buf.md has no row for `{command}`");
            let args = ["protoward"].into_iter().chain(command.split(' ')).map(OsString::from).collect::<Vec<_>>();
            assert!(is_ours || command == "lsp" || instead(&args).is_some(), "{command}");
        }
    }

    #[test]
    fn every_flag_of_a_common_command_has_a_row() {
        let ours = |command: &str| match command {
            // The command can be left out of the program.
            "curl" => Cli::command().find_subcommand("call").cloned(),
            "dep graph" => Cli::command().find_subcommand("deps").unwrap().find_subcommand("graph").cloned(),
            "lsp serve" => Cli::command().find_subcommand("lsp").cloned(),
            command => Cli::command().find_subcommand(command).cloned(),
        };
        for (command, flags) in commands() {
            let Some(ours) = ours(command).filter(|_| !flags.is_empty()) else { continue };
            let cells = cells(&format!("`buf {command}`")).unwrap_or_else(|| panic!("no flags of `{command}`"));
            let has = |flag: &str| {
                let common = ["--error-format"].contains(&flag);
                common || ours.get_arguments().any(|it| it.get_long().is_some_and(|long| flag == format!("--{long}")))
            };
            for flag in flags {
                let word = format!("`{flag}`");
                assert!(cells[1..].iter().any(|cell| cell.contains(&word)), "{command} {flag}");
                assert_eq!(cells[1].contains(&word), has(flag), "the first column of `{command}`: {flag}");
            }
        }
    }

    #[test]
    fn the_longest_name_decides() {
        let of = |text: &str| instead(&text.split(' ').map(OsString::from).collect::<Vec<_>>());
        assert!(of("protoward dep graph --format dot").unwrap().contains("deps graph --format dot"));
        assert!(of("protoward registry module info x").unwrap().contains("OCI registries"));
        assert_eq!(of("protoward lint proto"), None);
        assert_eq!(of("protoward lsp"), None);
    }
}
