//! The roles that methods require.

use super::observe::Called;
use crate::proto::company::v1::{department_service, employee_service};
use crate::token::Role;

/// The methods that only administrators may call.
const ADMIN: [&str; 4] = [
    department_service::path::CLOSE_DEPARTMENT,
    department_service::path::DELETE_DEPARTMENT,
    employee_service::path::ADJUST_SALARIES,
    employee_service::path::HIRE_EMPLOYEES,
];

/// Returns the role that a method requires in addition to authentication.
pub(super) fn role_for(called: &Called) -> Option<Role> {
    ADMIN.iter().any(|path| called.is(path)).then_some(Role::Admin)
}

#[cfg(test)]
mod tests {
    use super::{ADMIN, role_for};
    use crate::server::observe::Called;
    use crate::token::Role;

    #[test]
    fn finds_the_methods_of_administrators_in_the_schema() {
        for path in ADMIN {
            let called = Called::by_path(path);
            assert_eq!(called.as_ref().and_then(role_for), Some(Role::Admin), "{path}");
        }
        assert_eq!(Called::by_path("/user.v1.UserService/GetUser").as_ref().and_then(role_for), None);
    }
}
