//! Update masks (AIP-134, AIP-161): the fields of a department that a request changes.
//!
//! A path replaces its field completely, also if the field is a message or a map. Fields that the server sets are
//! ignored, and changes of immutable fields are rejected (AIP-203).

use prost_types::FieldMask;
use tonic::Code;

use super::check::is_label_key;
use crate::fault::Fault;
use crate::proto::company::v1::{Department, Location};

const MASK: &str = "update_mask";

/// The fields that a request changes.
#[derive(Debug, PartialEq)]
pub(super) struct Mask(Vec<Path>);

/// A field that a mask can name.
#[derive(Clone, Debug, PartialEq)]
enum Path {
    DisplayName,
    BudgetCents,
    Location,
    Building,
    Floor,
    Labels,
    Label(String),
    /// An immutable field; a different value is an error. If the mask does not name the field (`explicit` is `false`),
    /// an empty value means that the caller omitted it.
    CostCenter {
        explicit: bool,
    },
    /// Set by the server.
    Ignored,
}

impl Mask {
    /// Parses the mask of a request. Without paths, it contains all fields of `new` that have a value.
    pub(super) fn new(mask: Option<&FieldMask>, new: &Department) -> Result<Self, Fault> {
        let paths = mask.map(|mask| mask.paths.as_slice()).unwrap_or_default();
        if paths.is_empty() {
            return Ok(Self(present(new)));
        }
        if paths.iter().any(|path| path == "*") {
            return if paths.len() == 1 { Ok(Self(all())) } else { Err(invalid("`*` must be the only path")) };
        }
        paths.iter().map(|path| parse(path)).collect::<Result<_, _>>().map(Self)
    }

    /// Copies the fields of the mask from `new` to `old`.
    pub(super) fn apply(&self, mut old: Department, mut new: Department) -> Result<Department, Fault> {
        for path in &self.0 {
            match path {
                Path::DisplayName => old.display_name.clone_from(&new.display_name),
                Path::BudgetCents => old.budget_cents = new.budget_cents,
                Path::Location => old.location.clone_from(&new.location),
                Path::Building => set(&mut old.location, new.location.as_ref(), |old, new| {
                    old.building.clone_from(&new.building);
                }),
                Path::Floor => set(&mut old.location, new.location.as_ref(), |old, new| old.floor = new.floor),
                Path::Labels => old.labels.clone_from(&new.labels),
                Path::Label(key) => match new.labels.remove(key) {
                    Some(value) => _ = old.labels.insert(key.clone(), value),
                    None => _ = old.labels.remove(key),
                },
                Path::CostCenter { explicit } => {
                    let is_set = *explicit || !new.cost_center.is_empty();
                    if is_set && new.cost_center != old.cost_center {
                        return Err(immutable());
                    }
                }
                Path::Ignored => {}
            }
        }
        Ok(old)
    }
}

/// Sets a field of a location. If neither location exists, none is created.
fn set(old: &mut Option<Location>, new: Option<&Location>, set: impl Fn(&mut Location, &Location)) {
    if old.is_some() || new.is_some() {
        set(old.get_or_insert_default(), new.unwrap_or(&Location::default()));
    }
}

fn all() -> Vec<Path> {
    vec![Path::DisplayName, Path::BudgetCents, Path::Location, Path::Labels, Path::CostCenter { explicit: false }]
}

fn present(new: &Department) -> Vec<Path> {
    let fields = [
        (!new.display_name.is_empty(), Path::DisplayName),
        (new.budget_cents != 0, Path::BudgetCents),
        (new.location.is_some(), Path::Location),
        (!new.labels.is_empty(), Path::Labels),
        (true, Path::CostCenter { explicit: false }),
    ];
    fields.into_iter().filter_map(|(present, path)| present.then_some(path)).collect()
}

fn parse(path: &str) -> Result<Path, Fault> {
    Ok(match path {
        "display_name" => Path::DisplayName,
        "budget_cents" => Path::BudgetCents,
        "location" => Path::Location,
        "location.building" => Path::Building,
        "location.floor" => Path::Floor,
        "labels" => Path::Labels,
        "cost_center" => Path::CostCenter { explicit: true },
        "name" | "state" | "close_reason" | "create_time" | "update_time" => Path::Ignored,
        "create_time.seconds" | "create_time.nanos" | "update_time.seconds" | "update_time.nanos" => Path::Ignored,
        _ => match path.strip_prefix("labels.") {
            Some(key) if is_label_key(key) => Path::Label(key.to_owned()),
            _ => return Err(invalid(format!("`{path}` is not a field of a department"))),
        },
    })
}

fn invalid(description: impl Into<String>) -> Fault {
    Fault::new(Code::InvalidArgument, "a field is not valid").field(MASK, description)
}

fn immutable() -> Fault {
    Fault::new(Code::InvalidArgument, "a field is not valid").field("department.cost_center", "cannot be changed")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use prost_types::FieldMask;

    use super::Mask;
    use crate::fault::Fault;
    use crate::proto::company::v1::{Department, Location};

    fn old() -> Department {
        Department {
            name: "departments/research".into(),
            display_name: "Research".into(),
            budget_cents: 100,
            location: Some(Location { building: "Tower".into(), floor: Some(3) }),
            labels: [("color", "red"), ("size", "large")].map(|(key, value)| (key.into(), value.into())).into(),
            cost_center: "R-1".into(),
            ..Department::default()
        }
    }

    fn update(paths: &[&str], new: Department) -> Result<Department, Fault> {
        let mask = FieldMask { paths: paths.iter().map(|path| (*path).to_owned()).collect() };
        Mask::new(Some(&mask), &new)?.apply(old(), new)
    }

    #[test]
    fn changes_only_the_fields_of_the_mask() {
        let new = Department { display_name: "New".into(), budget_cents: 7, ..Department::default() };
        assert_eq!(update(&["budget_cents"], new).unwrap(), Department { budget_cents: 7, ..old() });
    }

    #[test]
    fn clears_masked_fields_without_a_value() {
        let cleared = update(&["budget_cents", "location.floor", "labels.color"], Department::default()).unwrap();
        assert_eq!(cleared.budget_cents, 0);
        assert_eq!(cleared.location, Some(Location { building: "Tower".into(), floor: None }));
        assert_eq!(cleared.labels.into_iter().collect::<Vec<_>>(), [("size".to_owned(), "large".to_owned())]);
        assert_eq!(update(&["location"], Department::default()).unwrap().location, None);
    }

    #[test]
    fn without_paths_changes_the_fields_with_a_value() {
        let new = Department { display_name: "New".into(), ..Department::default() };
        assert_eq!(update(&[], new.clone()).unwrap(), Department { display_name: "New".into(), ..old() });
        assert_eq!(Mask::new(None, &new).unwrap().apply(old(), new).unwrap().display_name, "New");
    }

    #[test]
    fn star_replaces_all_mutable_fields() {
        let new =
            Department { display_name: "New".into(), state: 2, close_reason: "no".into(), ..Department::default() };
        let expected = Department {
            name: old().name,
            display_name: "New".into(),
            cost_center: old().cost_center,
            ..Department::default()
        };
        assert_eq!(update(&["*"], new).unwrap(), expected);
    }

    #[test]
    fn rejects_unknown_paths() {
        for path in ["", "nope", "displayName", "location.", "location.room", "labels.", "labels.A", "display_name.x"] {
            let fault = update(&["budget_cents", path], Department::default()).unwrap_err();
            let expected = super::invalid(format!("`{path}` is not a field of a department"));
            assert_eq!(fault, expected);
        }
        assert_eq!(update(&["*", "labels"], old()).unwrap_err(), super::invalid("`*` must be the only path"));
    }

    #[test]
    fn ignores_fields_of_the_server_and_refuses_immutable_ones() {
        let new = Department { state: 2, name: "departments/other".into(), cost_center: "R-2".into(), ..old() };
        assert_eq!(update(&["state", "name", "create_time.seconds"], new.clone()).unwrap(), old());
        for paths in [&["cost_center"][..], &["*"], &[]] {
            assert_eq!(update(paths, new.clone()).unwrap_err(), super::immutable(), "{paths:?}");
            assert_eq!(update(paths, old()).unwrap(), old(), "{paths:?}");
        }
        let without = Department { cost_center: String::new(), ..old() };
        assert_eq!(update(&["*"], without.clone()).unwrap(), old());
        assert_eq!(update(&["cost_center"], without).unwrap_err(), super::immutable());
    }
}
