@PUT:/api/rookery/v1/shop/stock/:id @GET:/api/rookery/v1/shop/stock/:id
Feature: How much there is
  Whoever keeps the shop counts; visitors see at once what can be had.

  Background:
    Given Ada keeps the shop
    And Ada describes "Rook" for 1995 cents

  Scenario: what was counted can be had
    When Ada counts 500 of "Rook"
    Then a visitor finds 500 of "Rook" in the shop

  Scenario: what is counted twice is not doubled
    Given Ada counts 500 of "Rook"
    When Ada counts 500 of "Rook"
    Then a visitor finds 500 of "Rook" in the shop

  Scenario: there is nothing of what nobody counted
    Then Bob finds 0 of "Rook" in the shop

  Scenario: nobody else counts
    When Bob counts 500 of "Rook"
    Then Bob is told "that is not allowed"
    And Bob finds 0 of "Rook" in the shop

  Scenario: there is never less than nothing
    When Ada counts -1 of "Rook"
    Then Ada is told "that makes no sense"
    And Bob finds 0 of "Rook" in the shop
