@GET:/api/v2/search @GET:/api/v1/accounts/search
Feature: Finding people

  Scenario: by how their name begins
    Given Bob is a member
    When Ada looks for the name of Bob
    Then Ada finds "Bob"

  Scenario: by the whole of it
    Given Bob is a member
    When Ada looks for the address of Bob
    Then Ada finds "Bob"

  Scenario: who is not there is not found
    When Ada looks for "@nobody_of_that_name"
    Then Ada finds nobody
