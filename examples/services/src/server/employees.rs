//! company.v1.EmployeeService.

use tonic::{Request, Response, Status, Streaming};

use super::outgoing::{Outgoing, collect, list, produce};
use super::validate::{self, Check};
use crate::fault::Fault;
use crate::proto::company::v1::adjust_salaries_response::Outcome;
use crate::proto::company::v1::employee_service_server::EmployeeService;
use crate::proto::company::v1::{
    AdjustSalariesRequest, AdjustSalariesResponse, Employee, GetEmployeeRequest, GetEmployeeResponse,
    HireEmployeesRequest, HireEmployeesResponse, ListEmployeesRequest, ListEmployeesResponse,
};
use crate::store::{Store, StoreError, company};

#[derive(Debug)]
pub(super) struct Employees(pub(super) Store);

#[tonic::async_trait]
impl EmployeeService for Employees {
    type ListEmployeesStream = Outgoing<ListEmployeesResponse>;
    type AdjustSalariesStream = Outgoing<AdjustSalariesResponse>;

    async fn get_employee(
        &self,
        request: Request<GetEmployeeRequest>,
    ) -> Result<Response<GetEmployeeResponse>, Status> {
        let GetEmployeeRequest { id } = request.into_inner();
        Check::default().id("id", &id).done()?;
        let employee = self.0.read(move |store| company::employee(store, &id)).await?;
        Ok(Response::new(GetEmployeeResponse { employee: Some(employee) }))
    }

    async fn list_employees(
        &self,
        request: Request<ListEmployeesRequest>,
    ) -> Result<Response<Outgoing<ListEmployeesResponse>>, Status> {
        let ListEmployeesRequest { page_size, page_token, department } = request.into_inner();
        if !department.is_empty() {
            Check::default().name("department", &department).done()?;
        }
        // A token is valid only for the list of its department.
        let page = validate::page(&format!("employees/{department}"), page_size, &page_token)?;
        let listed = self.0.read(move |store| company::employees(store, &department, &page)).await?;
        Ok(list(listed.into_iter().map(|listed| ListEmployeesResponse {
            employee: Some(listed.value),
            next_page_token: listed.next_page_token,
        })))
    }

    async fn hire_employees(
        &self,
        request: Request<Streaming<HireEmployeesRequest>>,
    ) -> Result<Response<HireEmployeesResponse>, Status> {
        let new = collect(request.into_inner(), |index, request: &HireEmployeesRequest| {
            Check::at(index)
                .name("name", &request.name)
                .email("email", &request.email)
                .name("department", &request.department)
                .number("salary_cents", request.salary_cents, 0, i64::MAX)
                .done()
        })
        .await?;
        let employees = self.0.write(move |store| company::hire(store, new)).await?;
        Ok(Response::new(HireEmployeesResponse { employees }))
    }

    async fn adjust_salaries(
        &self,
        request: Request<Streaming<AdjustSalariesRequest>>,
    ) -> Result<Response<Outgoing<AdjustSalariesResponse>>, Status> {
        let (store, mut requests) = (self.0.clone(), request.into_inner());
        Ok(produce(move |responses| async move {
            while let Some(request) = requests.message().await? {
                let outcome = match adjust(&store, request).await {
                    Ok(employee) => Outcome::Employee(employee),
                    Err(fault) => Outcome::Error(fault.into()),
                };
                _ = responses.send(Ok(AdjustSalariesResponse { outcome: Some(outcome) })).await;
            }
            Ok(())
        }))
    }
}

async fn adjust(store: &Store, request: AdjustSalariesRequest) -> Result<Employee, Fault> {
    let AdjustSalariesRequest { employee_id, change_cents } = request;
    Check::default().id("employee_id", &employee_id).done()?;
    let adjusted = store.write(move |store| company::adjust_salary(store, &employee_id, change_cents)).await;
    adjusted.map_err(|error| {
        let leaves_range = matches!(error, StoreError::Range(_));
        let fault = Fault::from(error).renamed("id", "employee_id");
        match leaves_range {
            true => fault.field("change_cents", "must leave a salary of 0 or more that fits into 64 bits"),
            false => fault,
        }
    })
}
