export { visits, VISITS_TABLES, type VisitRow } from './visits.entity';
export { VisitsModule } from './visits.module';
export { LandingOffers, type Gift, type InviteFound } from './visits.offers';
export { firstChannelVisit, visitById } from './visits.queries';
export { isInForce } from './visits.rules';
