//! The type of department names in checked requests.

use crate::store::departments::{id_of, name_of};

/// The id in the name of a department: `research` in `departments/research`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DepartmentId(String);

/// The error for a text that is not the name of a department.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("must be the name of a department, such as departments/research")]
pub struct NoDepartmentName;

impl DepartmentId {
    /// Returns the id.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for DepartmentId {
    type Error = NoDepartmentName;

    fn try_from(name: String) -> Result<Self, NoDepartmentName> {
        id_of(&name).map(|id| Self(id.to_owned())).ok_or(NoDepartmentName)
    }
}

impl From<DepartmentId> for String {
    fn from(id: DepartmentId) -> Self {
        name_of(&id.0)
    }
}
