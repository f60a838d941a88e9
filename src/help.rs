//! The help page of the program: its commands in groups.

use std::fmt::Write as _;

use clap::Command;

/// The groups of commands, in the order of the page.
const GROUPS: &[(&str, &[&str])] = &[
    ("Check and compare", &["check", "init", "build", "breaking", "approve", "deprecations", "usage", "semver"]),
    ("Lint, format and edit", &["lint", "format", "migrate", "features", "refactor"]),
    ("Generate", &["generate", "docs", "bazel", "doctor"]),
    ("History and dependencies", &["ledger", "deps"]),
    ("Convert and call", &["convert", "decode", "call", "export"]),
    ("Tools", &["ls-files", "stats", "rules", "explain", "lsp", "protoc", "worker", "completions", "help"]),
];

/// The columns of the names of commands, with the space around them.
const NAMES: usize = 16;

/// Lists the commands of a help page in groups instead of in one column. `width` is that of the page.
pub(super) fn grouped(command: Command, width: usize) -> Command {
    let mut commands = String::new();
    for (title, names) in GROUPS {
        writeln!(commands, "{title}:").expect("a string takes any text");
        for name in *names {
            // The command `help` is added by clap, and others depend on features.
            let about = command.find_subcommand(name).and_then(|it| it.get_about()).map(ToString::to_string);
            if let Some(about) =
                about.or_else(|| (*name == "help").then(|| "Print this page, or that of a command".to_owned()))
            {
                row(name, &about, width, &mut commands);
            }
        }
        commands.push('\n');
    }
    let template =
        format!("{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{commands}Options:\n{{options}}{{after-help}}");
    command.help_template(template)
}

/// Writes a command with its description, in lines of at most `width` columns.
fn row(name: &str, about: &str, width: usize, to: &mut String) {
    let mut line = format!("  {name:0$}", NAMES - 2);
    let mut is_empty = true;
    for word in about.split_whitespace() {
        if !is_empty && line.chars().count() + 1 + word.chars().count() > width {
            writeln!(to, "{line}").expect("a string takes any text");
            line = " ".repeat(NAMES);
            is_empty = true;
        }
        if !is_empty {
            line.push(' ');
        }
        line.push_str(word);
        is_empty = false;
    }
    writeln!(to, "{line}").expect("a string takes any text");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_every_command_in_one_group() {
        let listed: Vec<&str> = GROUPS.iter().flat_map(|(_, names)| names.iter().copied()).collect();
        for command in crate::command().get_subcommands() {
            let number = listed.iter().filter(|name| **name == command.get_name()).count();
            assert_eq!(number, 1, "`{}` is in {number} groups", command.get_name());
        }
    }

    #[test]
    fn keeps_within_the_width() {
        for width in [80, 110] {
            let page = grouped(crate::command().term_width(width), width).render_help().to_string();
            let wide: Vec<&str> = page.lines().filter(|line| line.chars().count() > width).collect();
            assert!(wide.is_empty(), "{width}: {wide:#?}");
            assert!(page.contains("Lint, format and edit:\n  lint"), "{page}");
        }
    }
}
