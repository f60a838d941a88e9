//! Enum values, fields and methods whose new names continue the old names of others: see [`ChangedNames`].

use std::collections::{BTreeMap, HashMap, HashSet};

use super::exchanged_names::ChangedNames;
use super::moves::is_same_field;
use super::versions::{Pair, Versions};
use protoward_schema::{Element, EnumId, EnumValueId, FieldId, MessageId, MethodId, Schema};

/// New elements with a new name, and the old element whose name each of them continues although another one had its place.
pub(super) type Exchanges<T> = BTreeMap<T, T>;

/// Returns the enum values of a pair that have the number of one old value and the meaning of another one.
pub(super) fn values(schemas: Pair<&Schema>, pair: Pair<EnumId>) -> Exchanges<EnumValueId> {
    let members = Members { old: &schemas.old[pair.old].values, new: &schemas.new[pair.new].values };
    members.exchanges(schemas, |old, new| schemas.old[old].number == schemas.new[new].number, |_, _| true)
}

/// Returns the fields of a pair that have the number of one old field and the meaning of another one with the same type.
/// `moved` has the elements with another name.
pub(super) fn fields(
    cx: &Versions<'_>,
    moved: &BTreeMap<Element, Element>,
    pair: Pair<MessageId>,
) -> Exchanges<FieldId> {
    let members = Members { old: &cx.old[pair.old].fields, new: &cx.new[pair.new].fields };
    let is_replaced = |old: FieldId, new: FieldId| cx.old[old].number == cx.new[new].number;
    members.exchanges(cx.schemas(), is_replaced, |old, new| is_same_field(cx, moved, Pair { old, new }))
}

/// Returns the methods that have the types of one old method and the meaning of another one. `renamed` has methods with the
/// same types: old to new.
pub(super) fn methods(cx: &Versions<'_>, renamed: &HashMap<MethodId, MethodId>) -> Exchanges<MethodId> {
    let mut old: Vec<MethodId> = renamed.keys().copied().collect();
    old.sort_unstable();
    let new: Vec<MethodId> = old.iter().map(|old| renamed[old]).collect();
    let members = Members { old: &old, new: &new };
    members.exchanges(cx.schemas(), |old, new| renamed.get(&old) == Some(&new), |_, _| true)
}

/// The members of a pair of enums, messages or services.
struct Members<'m, T> {
    old: &'m [T],
    new: &'m [T],
}

impl<T: Copy + Ord + Into<Element>> Members<'_, T> {
    fn exchanges(
        &self,
        schemas: Pair<&Schema>,
        is_replaced: impl Fn(T, T) -> bool,
        is_possible: impl Fn(T, T) -> bool,
    ) -> Exchanges<T> {
        let after: HashSet<&str> = self.new.iter().map(|&new| schemas.new.name(new.into())).collect();
        let lost: Vec<T> =
            self.old.iter().copied().filter(|&old| !after.contains(schemas.old.name(old.into()))).collect();
        if lost.len() < 2 {
            return Exchanges::new();
        }
        let before: HashSet<&str> = self.old.iter().map(|&old| schemas.old.name(old.into())).collect();
        let gained: Vec<T> =
            self.new.iter().copied().filter(|&new| !before.contains(schemas.new.name(new.into()))).collect();
        let replaced = |&new: &T| lost.iter().position(|&old| is_replaced(old, new));
        let names = ChangedNames {
            lost: lost.iter().map(|&old| schemas.old.name(old.into())).collect(),
            gained: gained.iter().map(|&new| schemas.new.name(new.into())).collect(),
            replaced: gained.iter().map(replaced).collect(),
        };
        let continued = names.continued(|old, new| is_possible(lost[old], gained[new]));
        gained.iter().zip(continued).filter_map(|(&new, old)| Some((new, lost[old?]))).collect()
    }
}
