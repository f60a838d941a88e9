//! The matrix: each command that takes INPUT, with each form of input, in each layout, gives the result of the plain folder, or an
//! error whose reason is in the table of docs/inputs.md.

mod commands;
mod forms;
mod layouts;
mod result;
mod table;

use std::collections::BTreeSet;
use std::path::PathBuf;

use self::commands::{COMMANDS, MatrixCommand};
use self::forms::FormKind;
use self::layouts::{LAYOUTS, Layout};
use self::result::CommandResult;
use self::table::{Cell, Table};
use super::http_server::HttpServer;
use super::oci::{self, Registry};
use super::support;

/// A layout on disk, in all forms.
struct World {
    /// Contains `new`, a git repository with the newer version, and `old`, a folder with the older one.
    folder: tempfile::TempDir,
    /// Has the image of the newer version.
    registry: HttpServer<Registry>,
}

impl World {
    fn new(layout: &Layout) -> Self {
        let world = Self { folder: tempfile::tempdir().unwrap(), registry: oci::start(Registry::default()) };
        for (version, field) in [("old", layouts::OLD_FIELD), ("new", "")] {
            layout.write(&world.path(version), field);
        }
        forms::prepare(&world, layout);
        world
    }

    fn path(&self, inside: &str) -> PathBuf {
        self.folder.path().join(inside)
    }
}

/// Compares all forms of a layout, and returns the differences. `every` is the distance between two checked combinations.
fn differences(layout: &Layout, table: &Table, every: usize) -> Vec<String> {
    let world = World::new(layout);
    let forms = forms::all(&world, layout);
    let plain = &forms[0];
    let mut found = Vec::new();
    // A graph names the only module after INPUT, as buf does.
    let is_named_after_input =
        |command: &MatrixCommand| layout.is_named_after_input() && command.name() == "deps graph";
    for (row, command) in COMMANDS.iter().enumerate().filter(|(_, command)| !is_named_after_input(command)) {
        let has_paths = command.has_paths();
        let expected = CommandResult::of(&world, command, plain, None);
        for (column, form) in forms.iter().enumerate().skip(1) {
            // `format -` formats the text on standard input.
            let is_text = form.stdin.is_some() && command.name() == "format";
            let is_file = form.kind == FormKind::File;
            // Without a flag, no folder gives the result of one of its files.
            let is_unknown = is_file && !has_paths && !layout.has_one_file();
            if (row + column) % every != 0 || is_text || is_unknown {
                continue;
            }
            let of_file = || CommandResult::of(&world, command, plain, Some(layout.file));
            let expected = if is_file && has_paths { &of_file() } else { &expected };
            let actual = CommandResult::of(&world, command, form, None);
            if let Some(difference) = difference(table.cell(command, form.kind), expected, &actual) {
                found.push(format!("{} | {} | {}: {difference}", layout.name, command.name(), form.name));
            }
        }
    }
    found
}

/// Compares a result with what the table says about the command and the form.
fn difference(cell: &Cell, expected: &CommandResult, actual: &CommandResult) -> Option<String> {
    match cell {
        Cell::Refused(reason) => {
            // A command that works on one project refuses several first.
            let is_refused = actual.code == 1 && (expected.code == 1 || actual.stderr.contains(&**reason));
            (!is_refused).then(|| format!("exit 1 with {reason:?} was expected, and not {actual}"))
        }
        Cell::Other => None,
        Cell::Same if expected.is_same(actual) => None,
        Cell::Same => Some(format!("\n  expected {expected}\n  actual {actual}")),
    }
}

/// Checks some layouts, several at a time.
fn check(layouts: &[Layout], every: usize) {
    if !["git", "tar", "zip"].iter().all(|tool| support::has(tool)) {
        return support::skip("git, tar or zip is missing");
    }
    let table = Table::read();
    let found: Vec<String> = std::thread::scope(|scope| {
        let runs: Vec<_> = layouts.iter().map(|layout| scope.spawn(|| differences(layout, &table, every))).collect();
        runs.into_iter().flat_map(|run| run.join().unwrap()).collect()
    });
    assert!(found.is_empty(), "{} differences:\n{}", found.len(), found.join("\n"));
}

#[test]
fn forms_of_input_give_the_result_of_the_folder() {
    check(&LAYOUTS[..3], 3);
}

/// `cargo xtask oracle matrix`.
#[test]
#[ignore = "takes minutes"]
fn all_forms_in_all_layouts_give_the_result_of_the_folder() {
    check(LAYOUTS, 1);
}

#[test]
fn a_command_with_an_input_has_a_row() {
    let mut with_input = BTreeSet::new();
    add_commands_with_input(&protoward::command(), "", &mut with_input);
    let rows: BTreeSet<String> = COMMANDS.iter().map(MatrixCommand::name).collect();
    assert_eq!(with_input, rows);
    assert_eq!(Table::read().rows(), rows);
}

fn add_commands_with_input(command: &clap::Command, path: &str, found: &mut BTreeSet<String>) {
    let is_input = |argument: &clap::Arg| {
        let names = argument.get_value_names().unwrap_or_default();
        // `--against` names the other side.
        names.iter().any(|name| name == "INPUT") && argument.get_long() != Some("against")
    };
    if command.get_arguments().any(is_input) {
        found.insert(path.to_owned());
    }
    for inner in command.get_subcommands() {
        let path = if path.is_empty() { inner.get_name().to_owned() } else { format!("{path} {}", inner.get_name()) };
        add_commands_with_input(inner, &path, found);
    }
}
