//! company.v1.DepartmentService: standard methods of a resource (AIP-131 to 135), and one custom method.
//!
//! Requests are converted to their checked types: required fields are set, and names are those of departments. `order` parses `order_by`, `mask` applies update masks, and `check` validates departments.

mod check;
mod mask;
mod order;

use tonic::{Code, Request, Response, Status};

use super::validate::{self, Check, checked_request};
use crate::fault::Fault;
use crate::proto::company::v1::department_service_server::DepartmentService;
use crate::proto::company::v1::{
    CloseDepartmentRequest, CreateDepartmentRequest, DeleteDepartmentRequest, Department, DepartmentState,
    GetDepartmentRequest, ListDepartmentsRequest, ListDepartmentsResponse, UpdateDepartmentRequest, checked,
};
use crate::store::departments::{self, Filter, Query};
use crate::store::{Store, keyset, new_id};
use mask::Mask;

#[derive(Debug)]
pub(super) struct Departments(pub(super) Store);

#[tonic::async_trait]
impl DepartmentService for Departments {
    async fn create_department(
        &self,
        request: Request<CreateDepartmentRequest>,
    ) -> Result<Response<Department>, Status> {
        let checked::CreateDepartmentRequest { department, department_id } = checked_request(request)?;
        check::id(check::department(Check::default(), &department), &department_id).done()?;
        // Ids must begin with a letter.
        let id = if department_id.is_empty() { format!("d{}", new_id()) } else { department_id };
        let created = self.0.write(move |store| departments::create(store, &id, &department)).await?;
        Ok(Response::new(created))
    }

    async fn get_department(&self, request: Request<GetDepartmentRequest>) -> Result<Response<Department>, Status> {
        let checked::GetDepartmentRequest { name } = checked_request(request)?;
        let department = self.0.read(move |store| departments::get(store, name.as_str())).await?;
        Ok(Response::new(department))
    }

    async fn update_department(
        &self,
        request: Request<UpdateDepartmentRequest>,
    ) -> Result<Response<Department>, Status> {
        let checked::UpdateDepartmentRequest { department: new, update_mask } = checked_request(request)?;
        let id = check::updated(&new)?;
        let mask = Mask::new(update_mask.as_ref(), &new)?;
        let updated = self.0.write(move |store| {
            let old = departments::get(store, id.as_str())?;
            let changed = match change(&old, &mask, new) {
                Ok(changed) => changed,
                Err(fault) => return Ok(Err(fault)),
            };
            Ok(Ok(if changed == old { old } else { departments::put(store, id.as_str(), &changed)? }))
        });
        let updated = updated.await.map_err(|error| Fault::from(error).renamed("name", "department.name"))?;
        Ok(Response::new(updated?))
    }

    async fn delete_department(&self, request: Request<DeleteDepartmentRequest>) -> Result<Response<()>, Status> {
        let checked::DeleteDepartmentRequest { name } = checked_request(request)?;
        self.0.write(move |store| departments::delete(store, name.as_str())).await?;
        Ok(Response::new(()))
    }

    async fn list_departments(
        &self,
        request: Request<ListDepartmentsRequest>,
    ) -> Result<Response<ListDepartmentsResponse>, Status> {
        let ListDepartmentsRequest { page_size, page_token, states, order_by, location } = request.into_inner();
        let order = order::parse(&order_by);
        let size = validate::page_size(page_size);
        let check = check::states(Check::default(), &states);
        let check = location.iter().fold(check, |check, place| check::location(check, "location", place));
        check
            .require(size.is_some(), "page_size", validate::page_size_range())
            .require(order.is_some(), "order_by", order::EXPECTED)
            .done()?;
        let location = location.unwrap_or_default();
        let filter = Filter { states: sorted(states), building: location.building, floor: location.floor };
        let query = Query { filter, order: order.unwrap_or_default() };
        let list = query.list_name();
        let after = (!page_token.is_empty()).then(|| keyset::parse(&list, &page_token));
        Check::default().require(after != Some(None), "page_token", validate::PAGE_TOKEN).done()?;
        let page =
            self.0.read(move |store| departments::list(store, &query, after.flatten(), size.unwrap_or_default()));
        let (departments, next) = page.await?;
        let next_page_token = next.map(|keys| keyset::token(&list, &keys)).transpose().map_err(unprintable)?;
        Ok(Response::new(ListDepartmentsResponse { departments, next_page_token: next_page_token.unwrap_or_default() }))
    }

    async fn close_department(&self, request: Request<CloseDepartmentRequest>) -> Result<Response<Department>, Status> {
        let checked::CloseDepartmentRequest { name, reason } = checked_request(request)?;
        check::reason(Check::default(), &reason).done()?;
        let closed = self.0.write(move |store| {
            let mut department = departments::get(store, name.as_str())?;
            if department.state() == DepartmentState::Closed {
                return Ok(department);
            }
            department.set_state(DepartmentState::Closed);
            department.close_reason = reason;
            departments::put(store, name.as_str(), &department)
        });
        Ok(Response::new(closed.await?))
    }
}

/// Applies an update to an open department, and checks the result.
fn change(old: &Department, mask: &Mask, new: Department) -> Result<Department, Fault> {
    if old.state() == DepartmentState::Closed {
        let fault = Fault::new(Code::FailedPrecondition, format!("the department `{}` is closed", old.name));
        return Err(fault.precondition("STATE", &old.name, "a closed department cannot be updated"));
    }
    let changed = mask.apply(old.clone(), new)?;
    check::department(Check::default(), &changed).done()?;
    Ok(changed)
}

/// Sorts states and removes duplicates, so that the same filter always has the same tokens.
fn sorted(mut states: Vec<i32>) -> Vec<i32> {
    states.sort_unstable();
    states.dedup();
    states
}

fn unprintable(error: serde_json::Error) -> Status {
    tracing::error!(error = &error as &dyn std::error::Error, "a page token cannot be written");
    Fault::new(Code::Internal, "internal error").into()
}
