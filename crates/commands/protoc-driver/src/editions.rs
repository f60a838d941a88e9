//! Names of editions on the command line.

pub(crate) use protoward_schema::Edition;

/// All values of `Edition` in `descriptor.proto`, without their prefix.
const NAMES: &[(&str, i32)] = &[
    ("LEGACY", 900),
    ("PROTO2", 998),
    ("PROTO3", 999),
    ("2023", 1000),
    ("2024", 1001),
    ("2026", 1002),
    ("UNSTABLE", 9999),
    ("1_TEST_ONLY", 1),
    ("2_TEST_ONLY", 2),
    ("99997_TEST_ONLY", 99997),
    ("99998_TEST_ONLY", 99998),
    ("99999_TEST_ONLY", 99999),
    ("MAX", i32::MAX),
    ("UNKNOWN", 0),
];

/// Returns the edition with this name.
pub(crate) fn named(name: &str) -> Option<Edition> {
    NAMES.iter().find(|(known, _)| *known == name).map(|&(_, number)| Edition(number))
}
