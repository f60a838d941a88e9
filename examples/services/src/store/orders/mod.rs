//! Customers, stock and orders. The three know nothing of each other's tables: their services speak
//! over gRPC, so each could move to a database of its own.

pub(crate) mod customers;
pub(crate) mod inventory;
pub(crate) mod placed;
