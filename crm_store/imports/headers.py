"""The headers that other systems' exports usually have, by object. Compared without case, spaces and punctuation."""

from __future__ import annotations

# Contract, section 5: headers of the product's own format that are no field names.
FORMAT = {"owner_email": "owner", "contact_email": "contact", "lead_email": "lead", "deal_external_id": "deal"}

_PERSON = {
    "firstname": "first_name",
    "lastname": "last_name",
    "fullname": "name",
    "emailaddress": "email",
    "phonenumber": "phone",
    "mobilephonenumber": "phone",
    "jobtitle": "title",
}
_COMMON = {
    "recordid": "external_id",
    "id": "external_id",
    "createdate": "created_at",
    "createddate": "created_at",
    "lastmodifieddate": "updated_at",
    "lastmodifieddateutc": "updated_at",
    "ownername": "owner",
    "owneremail": "owner",
    "hubspotowner": "owner",
}

# What Salesforce, HubSpot, Pipedrive and Zoho call these columns in their exports.
KNOWN: dict[str, dict[str, str]] = {
    "account": {
        "accountid": "external_id",
        "companyid": "external_id",
        "accountname": "name",
        "companyname": "name",
        "organizationname": "name",
        "websiteurl": "domain",
        "companydomainname": "domain",
        "noofemployees": "employees",
        "numberofemployees": "employees",
        "billingcity": "city",
        "billingcountry": "country",
        "countryregion": "country",
        "accountowner": "owner",
        "companyowner": "owner",
        "parentcompany": "parent_account",
    },
    "contact": _PERSON
    | {
        "contactid": "external_id",
        "contactname": "name",
        "accountname": "account",
        "companyname": "account",
        "associatedcompany": "account",
        "organization": "account",
        "contactowner": "owner",
    },
    "lead": _PERSON
    | {
        "leadid": "external_id",
        "leadname": "name",
        "companyname": "company",
        "companyaccount": "company",
        "leadowner": "owner",
        "leadsource": "source",
        "originalsource": "source",
        "leadstatus": "status",
        "lastcontacted": "last_contacted_at",
        "description": "notes",
    },
    "deal": {
        "opportunityid": "external_id",
        "dealid": "external_id",
        "opportunityname": "name",
        "dealname": "name",
        "accountname": "account",
        "associatedcompany": "account",
        "organization": "account",
        "contactperson": "contact",
        "associatedcontact": "contact",
        "salesstage": "stage",
        "dealstage": "stage",
        "opportunityowner": "owner",
        "dealowner": "owner",
        "amountincompanycurrency": "amount",
        "amountcurrency": "currency",
        "dealcurrency": "currency",
        "closedlostreason": "loss_reason",
        "lostreason": "loss_reason",
        "wontime": "closed_at",
        "productname": "product",
    },
    "activity": {
        "activityid": "external_id",
        "taskid": "external_id",
        "activitytype": "type",
        "tasktype": "type",
        "comments": "body",
        "description": "body",
        "activitydate": "occurred_at",
        "duedateonly": "due_date",
        "assignedto": "owner",
        "relatedto": "account",
    },
    "product": {
        "productid": "external_id",
        "productname": "name",
        "productfamily": "family",
        "listprice": "list_price",
        "unitprice": "list_price",
    },
    "ticket": {
        "caseid": "external_id",
        "casenumber": "external_id",
        "ticketid": "external_id",
        "ticketname": "subject",
        "ticketstatus": "status",
        "accountname": "account",
        "contactname": "contact",
        "caseowner": "owner",
        "dateclosed": "resolved_at",
        "closedate": "resolved_at",
    },
    "user": {
        "username": "email",
        "emailaddress": "email",
        "fullname": "name",
        "manageremail": "manager_email",
        "profile": "role",
        "timezonesidkey": "timezone",
    },
}
for _object, _headers in KNOWN.items():
    if _object != "user":
        for _said, _field in _COMMON.items():
            _headers.setdefault(_said, _field)
