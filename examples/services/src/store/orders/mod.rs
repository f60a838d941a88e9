//! Customers, inventory and orders. They do not access the tables of each other, because their services communicate
//! over gRPC. Each could therefore have its own database.

pub(crate) mod customers;
pub(crate) mod inventory;
pub(crate) mod placed;
