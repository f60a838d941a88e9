//! The kinds of resources in the store.

use std::fmt;

/// A kind of resource that callers can refer to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// `user.v1.User`
    User,
    /// `company.v1.Student`
    Student,
    /// `company.v1.Employee`
    Employee,
    /// `company.v1.Department`
    Department,
    /// `orders.v1.Customer`
    Customer,
    /// `orders.v1.Item`
    Item,
    /// `orders.v1.Order`
    Order,
}

impl Resource {
    /// Returns the type in `google.rpc.ResourceInfo`: that of `google.api.resource`, or the name of the message.
    pub fn type_name(self) -> &'static str {
        match self {
            Self::User => "user.v1.User",
            Self::Student => "company.v1.Student",
            Self::Employee => "company.v1.Employee",
            Self::Department => "company.example.com/Department",
            Self::Customer => "orders.v1.Customer",
            Self::Item => "orders.v1.Item",
            Self::Order => "orders.v1.Order",
        }
    }
}

impl fmt::Display for Resource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user",
            Self::Student => "student",
            Self::Employee => "employee",
            Self::Department => "department",
            Self::Customer => "customer",
            Self::Item => "item",
            Self::Order => "order",
        })
    }
}
