//! The table of docs/inputs.md: which commands work on which forms of input.

use std::collections::{BTreeMap, BTreeSet};

use super::commands::MatrixCommand;
use super::forms::FormKind;

/// The behavior of a command for a form of input.
pub(super) enum Cell {
    /// It gives the result of the folder.
    Same,
    /// It gives another result, which the page describes.
    Other,
    /// It exits with 1, and with a message that has these words.
    Refused(String),
}

/// The table by the name of the command.
pub(super) struct Table {
    rows: BTreeMap<String, BTreeMap<FormKind, Cell>>,
}

impl Table {
    /// Reads the table, and the reasons behind it.
    pub(super) fn read() -> Self {
        let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/inputs.md")).unwrap();
        let reasons: BTreeMap<&str, &str> = page
            .lines()
            .filter_map(|line| line.strip_prefix("| (")?.split_once(") | `"))
            .map(|(key, rest)| (key, rest.trim_end_matches("` |")))
            .collect();
        let mut rows = page.lines().filter(|line| line.starts_with("| `protoward ") || line.starts_with("| command |"));
        let header: Vec<&str> = cells(rows.next().unwrap());
        assert_eq!(header[1..], FormKind::ALL.map(|(name, _)| name));
        let rows = rows.map(|line| {
            let cells = cells(line);
            let name = cells[0].trim_matches('`').strip_prefix("protoward ").unwrap().to_owned();
            let cell = |text: &&str| match text.strip_prefix("no (") {
                Some(key) => Cell::Refused(reasons[key.trim_end_matches(')')].to_owned()),
                None if *text == "other" => Cell::Other,
                None => {
                    assert_eq!(*text, "yes", "{line}");
                    Cell::Same
                }
            };
            (name, FormKind::ALL.iter().map(|(_, kind)| *kind).zip(cells[1..].iter().map(cell)).collect())
        });
        Self { rows: rows.collect() }
    }

    pub(super) fn rows(&self) -> BTreeSet<String> {
        self.rows.keys().cloned().collect()
    }

    pub(super) fn cell(&self, command: &MatrixCommand, kind: FormKind) -> &Cell {
        &self.rows[&command.name()][&kind]
    }
}

/// Returns the cells of a row.
fn cells(line: &str) -> Vec<&str> {
    line.trim_matches('|').split('|').map(str::trim).collect()
}
